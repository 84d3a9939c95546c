// The port for QEMU goes to its prompt; a board runs boot.py, and main.py where nobody holds it at
// the raw prompt. The linker wraps the three functions below (micropython.mk).

#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/pyexec.h"

void __real_mp_init(void);
int __real_pyexec_raw_repl(void);
int __real_pyexec_friendly_repl(void);
void __wrap_mp_init(void);
int __wrap_pyexec_raw_repl(void);
int __wrap_pyexec_friendly_repl(void);

static bool started;

// What littlefs stamps files with: this machine has no calendar.
uint64_t mp_hal_time_ns(void) {
    return 0;
}

static void run_files(void) {
    if (started) {
        return;
    }
    started = true;
    pyexec_frozen_module("_boot.py", false);
    int ended = pyexec_file_if_exists("boot.py");
    if (!(ended & PYEXEC_FORCED_EXIT) && pyexec_mode_kind == PYEXEC_MODE_FRIENDLY_REPL) {
        pyexec_file_if_exists("main.py");
    }
}

void __wrap_mp_init(void) {
    started = false;
    __real_mp_init();
}

int __wrap_pyexec_raw_repl(void) {
    run_files();
    return __real_pyexec_raw_repl();
}

int __wrap_pyexec_friendly_repl(void) {
    run_files();
    return __real_pyexec_friendly_repl();
}
