"""The network: a BERT encoder with tables for capitals and quotation marks, and the heads that read attributions."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER, WORDS, POSITIONS = 384, 6, 12, 1536, 30522, 512
CASES, QUOTES = 3, 4
FLAT_LABELS, ARGUMENT_LABELS = 7, 5
# the size of the vectors that a cue and a word are compared by, and how far apart they are told apart
PAIR, REACH = 128, 32


class Layer(nn.Module):
    """A transformer layer as in BERT (Devlin et al. 2019), normalised behind each half."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` [batch, pieces, WIDTH]; `mask` [batch, 1, 1, pieces], 0 where to look and very negative where not."""
        batch, length = x.shape[0], x.shape[1]
        parts = self.query_key_value(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask.to(x.dtype))
        x = self.attention_norm(x + self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.norm(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to vectors, [batch, pieces] to [batch, pieces, WIDTH]."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.case = nn.Embedding(CASES, WIDTH)
        self.quotes = nn.Embedding(QUOTES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        for table in (self.case, self.quotes):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: Tensor, case: Tensor, quotes: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(places)[None] + self.case(case) + self.quotes(quotes)
        x = self.dropout(self.norm(x))
        mask = (ids == 0).to(x.dtype)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load(self, folder: Path) -> None:
        """Take over the weights of a BERT saved by transformers."""
        from safetensors.torch import load_file

        old = load_file(folder / "model.safetensors")
        old = {name.removeprefix("bert."): value for name, value in old.items()}
        with torch.no_grad():
            self.words.weight.copy_(old["embeddings.word_embeddings.weight"])
            kind = old["embeddings.token_type_embeddings.weight"][0]
            self.positions.weight.copy_(old["embeddings.position_embeddings.weight"] + kind)
            self.norm.weight.copy_(old["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(old["embeddings.LayerNorm.bias"])
            for n, layer in enumerate(self.layers):
                base = f"encoder.layer.{n}."
                for part in ("weight", "bias"):
                    three = [old[f"{base}attention.self.{x}.{part}"] for x in ("query", "key", "value")]
                    getattr(layer.query_key_value, part).copy_(torch.cat(three))
                    getattr(layer.output, part).copy_(old[f"{base}attention.output.dense.{part}"])
                    getattr(layer.attention_norm, part).copy_(old[f"{base}attention.output.LayerNorm.{part}"])
                    getattr(layer.up, part).copy_(old[f"{base}intermediate.dense.{part}"])
                    getattr(layer.down, part).copy_(old[f"{base}output.dense.{part}"])
                    getattr(layer.norm, part).copy_(old[f"{base}output.LayerNorm.{part}"])


class Heads(nn.Module):
    """What reads attributions off the words' vectors.

    `flat` labels every word (nothing, or begin/inside of a source, a cue, a content). For a cue, `arguments`
    labels every word as its source or its content: a biaffine score (Dozat and Manning 2017) of the cue's ends
    and the word, and a term for how far the word stands from the cue.
    """

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.flat = nn.Linear(WIDTH, FLAT_LABELS)
        self.cue = nn.Linear(2 * WIDTH, PAIR)
        self.word = nn.Linear(WIDTH, PAIR)
        self.pair = nn.Parameter(torch.randn(PAIR, ARGUMENT_LABELS, PAIR) * 0.02)
        self.single = nn.Linear(PAIR, ARGUMENT_LABELS)
        self.distance = nn.Embedding(2 * REACH + 1, ARGUMENT_LABELS)
        nn.init.zeros_(self.distance.weight)

    def arguments(self, words: Tensor, at: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Scores [cues, words, ARGUMENT_LABELS].

        `words` are the vectors [batch, words, WIDTH]; cue n stands in `words[at[n]]` from `first[n]` to `last[n]`.
        """
        words = self.dropout(words)
        cue = functional.gelu(self.cue(torch.cat((words[at, first], words[at, last]), -1)))
        word = functional.gelu(self.word(words))
        left = torch.einsum("cp,pkq->ckq", cue, self.pair.to(cue.dtype))
        scores = torch.einsum("ckq,cwq->cwk", left, word[at]) + self.single(word)[at]
        place = torch.arange(words.shape[1], device=words.device)[None]
        before, behind = place - first[:, None], place - last[:, None]
        apart = torch.where(before < 0, before, behind.clamp(min=0)).clamp(-REACH, REACH) + REACH
        return scores.float() + self.distance(apart).float()


class Reader(nn.Module):
    """The encoder with its heads."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(layers, dropout)
        self.heads = Heads(dropout)
