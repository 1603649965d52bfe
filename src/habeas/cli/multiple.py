"""Options that take several words: `--accept ID ID ID`, `--redact names src-...`. Click's own take one."""

from typing import Any

import click


class Several(click.Option):
    """Takes every word up to the next option. Words that begin with a dash are options, never values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "multiple": True})


class TakesSeveral(click.Command):
    """A command, without arguments of its own, some of whose options are `Several`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        taking = {name for option in self.params if isinstance(option, Several) for name in option.opts}
        spread: list[str] = []
        current: str | None = None
        for word in args:
            if word.startswith("-"):
                current = word if word in taking else None
                if current is None:
                    spread.append(word)
            elif current is not None:
                spread += [current, word]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)
