"""What was told beside what then happened, drawn."""

from __future__ import annotations

import numpy as np

from escapehatch.lab.drawing.plots import Line, lines
from escapehatch.lab.drawing.style import STYLE
from escapehatch.lab.drawing.svg import LEFT, TOP, text

#: Forecasts of so many minutes and more are too few to draw.
MOST_MIN = 12
#: A bucket with fewer waits says nothing.
FEWEST = 20


def drawn(real: np.ndarray, found: np.ndarray) -> str:
    """``real`` and the columns (mean, p50, p90) of ``found`` in minutes: by foretold median, the median and P90 of real waits."""
    bucket = np.rint(found[:, 1])
    which = [n for n in range(MOST_MIN + 1) if (bucket == n).sum() >= FEWEST]
    told_far = [(float(n), float(found[bucket == n, 2].mean())) for n in which]
    middle = [(float(n), float(np.quantile(real[bucket == n], 0.5))) for n in which]
    far = [(float(n), float(np.quantile(real[bucket == n], 0.9))) for n in which]
    told = [(float(n), float(found[bucket == n, 1].mean())) for n in which]
    inside = lines(
        [
            Line("told, P90", told_far, "b"),
            Line("real, P90", far, "a"),
            Line("told, median", told, "b"),
            Line("real, median", middle, "a"),
        ],
        "Real waits over foretold ones: the median and the ninetieth percentile of both",
        "foretold median, minutes",
        "minutes",
        "{:.0f}".format,
    )
    names = text(LEFT + 12, TOP + 14, "P90 above, median below: real (solid), told (dashed)")
    inside = inside.replace("</svg>", f"{names}</svg>", 1)
    ground = f"<style>{STYLE}svg{{background:var(--card)}}</style>"
    return inside.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(">", f">{ground}", 1) + "\n"
