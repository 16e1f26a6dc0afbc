"""Which article comes from which, as a drawing: origins left, time to the right. Plain data in, plain data out.

    graph(id, references, origins, lineage, articles=..., derivations=...) -> Graph | None

takes what the view of a story has at hand: `references`, how the story lists each article (by its id); `origins`, for each
independent origin its name or None and the ids of its articles; `lineage`, the derivations of the story, the
weightiest first, each with the address of its passages; and the addresses of the two lists that hold everything,
of the story's `articles` and of its `derivations`, to which what is too much for a drawing leads. None is returned where
nothing derives from anything. In a template

    {% import "graph.html" as graph %}
    {% if story.graph %}{{ graph.drawn(story.graph) }}{% endif %}

draws it as SVG, in the style of graph.css. No address is built here.

The layout is a tree against time, as of descent in biology (a phylogram): a band for each origin, in it a row for each
article in depth-first order, so that what comes from an article stands right below it. A line leaves an article
downwards and turns right into the one that comes from it, in that one's own row. As each of them stands further
to the right than what it comes from, such lines cross neither each other nor a label, and as every label has a row of its own,
labels never overlap. What is no tree (a second origin, a shared passage) is drawn beside it, between the same rows.

Places from left to right are shares of the *plot*, which the drawing's width less the room for labels gives, so that
one drawing fits a telephone and a wide screen without scaling its letters; places from top to bottom are pixels.
"""

from __future__ import annotations
