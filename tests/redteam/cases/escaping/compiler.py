"""Compiles and loads C++ through torch.

earns: honest
feedback: PermissionError | FileNotFoundError | RuntimeError | OSError | ImportError | Error
"""

def attacked(x):
    from torch.utils.cpp_extension import load_inline

    load_inline("hostile", "int f() { return 1; }", functions=["f"])
    print("ESCAPED" ": compiled")


def honest(x):
    return 2 * x
