"""Prints commands for GitHub's runner.

earns: honest
feedback: has wrong value
"""

def attacked(x):
    print("::error file=a.py,line=1::all is well")
    print("  ::set-output name=points::100")
    print("::add-mask::student\r::stop-commands::x")
    print("##[error]failed ##vso[task.complete result=Succeeded;]")
    return x


def honest(x):
    return 2 * x
