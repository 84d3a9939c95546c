SRC_USERMOD_C += $(USERMOD_DIR)/autorun.c
LDFLAGS_USERMOD += -Wl,--wrap=mp_init -Wl,--wrap=pyexec_raw_repl -Wl,--wrap=pyexec_friendly_repl
