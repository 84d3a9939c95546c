"""The compiler: ordinary Python source to bricks that the machine of runtime.vm runs.

A file a stage: `accepted` says what is refused, `scopes` what each name means, `generate` writes
the code with the help of `assembler`, `compile` makes a program of it. `traces` tells where a
program was, in lines of its source.
"""

from spatial.compiler.compile import (
    LIBRARY,
    Program,
    compile_file,
    compile_source,
    is_notice,
    library_bricks,
    notice_bricks,
)
from spatial.compiler.problems import CompileError, Problem
from spatial.compiler.traces import SourceMap, in_source_lines

__all__ = ["LIBRARY", "CompileError", "Problem", "Program", "SourceMap", "compile_file",
           "compile_source", "in_source_lines", "is_notice", "library_bricks", "notice_bricks"]
