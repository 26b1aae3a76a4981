"""The network as a small SVG for paper: blue solid edges are positive weights, orange dashed ones negative."""
from __future__ import annotations

from core.formats.worksheet.passes import present
from core.network import Network, Neuron
from core.notation import Symbol
from core.symbols import neuron_symbol

WIDTH, MARGIN = 660, 4
RADIUS, SPACING, LABELLED = 17.0, 52.0, 11.0     # of neurons; a smaller one has no room for its name
TALLEST = 300
THICKEST = 3.0
POSITIVE, NEGATIVE, INK = "#1B66C9", "#AC4D0A", "#171B23"

Point = tuple[float, float]


def drawing(network: Network) -> str:
    """Layer by layer from left to right; an edge is as thick as its weight is large beside the largest."""
    sizes = network.sizes
    spacing = min(SPACING, TALLEST / max(sizes))
    radius, height = min(RADIUS, 0.42 * spacing), 2 * MARGIN + spacing * max(sizes)
    step = (WIDTH - 2 * (MARGIN + RADIUS)) / network.last
    places = [[(MARGIN + RADIUS + l * step, height / 2 + (j - (n - 1) / 2) * spacing) for j in range(n)]
              for l, n in enumerate(sizes)]
    parts = [
        *(_edge(places[l - 1][k], places[l][j], float(network.w[l][j, k]), _largest(network))
          for l in range(1, network.last + 1) for j in range(sizes[l]) for k in present(network, l, j)),
        *(_neuron(place, radius, neuron_symbol(sizes, Neuron(l, j))) for l, layer in enumerate(places)
          for j, place in enumerate(layer)),
    ]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
            f'font-family="Inter, Helvetica, Arial, sans-serif" font-size="14" fill="{INK}">\n' + "\n".join(parts) + "\n</svg>")


def _largest(network: Network) -> float:
    return max((float(abs(w).max()) for w in network.w[1:]), default=0.0) or 1.0


def _edge(start: Point, end: Point, weight: float, largest: float) -> str:
    width = 0.5 + THICKEST * abs(weight) / largest
    stroke = f'stroke="{NEGATIVE}" stroke-dasharray="7 4"' if weight < 0 else f'stroke="{POSITIVE}"'
    return (f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" {stroke} '
            f'stroke-width="{width:.2f}"/>')


def _neuron(centre: Point, radius: float, name: Symbol) -> str:
    """A circle and its symbol, whose indices are texts of their own, as not every font has them raised and lowered."""
    x, y = centre
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#FFFFFF" stroke="{INK}" stroke-width="1.2"/>'
    if radius < LABELLED:
        return circle
    below = "" if name.j is None else f'<text x="{x - 2:.1f}" y="{y + 8:.1f}" font-size="8">{name.j}</text>'
    return (f'{circle}<text x="{x - 3:.1f}" y="{y + 5:.1f}" text-anchor="end" font-style="italic">{name.quantity}</text>'
            f'<text x="{x - 2:.1f}" y="{y - 1:.1f}" font-size="8">({name.layer})</text>{below}')
