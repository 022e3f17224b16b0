"""Makes a system call from machine code of its own, in another thread.

earns: honest
feedback: the kernel said -1
"""

import ctypes
import mmap
import threading

# mov eax, 57 (fork); syscall; ret
CODE = bytes.fromhex("b839000000" "0f05" "c3")
results = []


def run(address):
    results.append(ctypes.CFUNCTYPE(ctypes.c_long)(address)())


def attacked(x):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    thread = threading.Thread(target=run, args=(address,))
    thread.start()
    thread.join()
    if results[0] >= 0:
        print("ESCAPED" ": forked by hand")
    raise RuntimeError(f"the kernel said {results[0]}")


def honest(x):
    return 2 * x
