"""Draws the figure of the questions: python reference/makemore4/figures.py"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "exercises" / "makemore4" / "figures"
# A white card with dark ink, so that the page behind may be light or dark.
PAPER, INK = "#ffffff", "#1f2328"


def main() -> None:
    """Draw dlogits of a batch of real names at the start of a training."""
    sys.path.insert(0, str(ROOT))
    import matplotlib
    import torch

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    spec = importlib.util.spec_from_file_location(
        "recompute", Path(__file__).parent / "recompute.py"
    )
    recompute = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recompute)
    torch.set_num_threads(1)
    matplotlib.rcParams["svg.hashsalt"] = "makemore4"
    matplotlib.rcParams.update({"text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK})

    f = recompute.real_pass()
    dlogits = torch.autograd.grad(f.loss, f.logits)[0]
    figure, axes = plt.subplots(figsize=(5.4, 6), facecolor=PAPER)
    drawn = axes.imshow(dlogits.numpy(), cmap="gray", interpolation="nearest")
    axes.set_xticks(range(27), recompute.LETTERS, fontsize=8)
    axes.set_yticks([0, 8, 16, 24, 31])
    axes.set_xlabel("letter")
    axes.set_ylabel("example")
    axes.set_title("dlogits", loc="left")
    figure.colorbar(drawn, shrink=0.6, label="gradient of the loss")
    figure.savefig(
        TARGET / "dlogits.svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight"
    )


if __name__ == "__main__":
    main()
