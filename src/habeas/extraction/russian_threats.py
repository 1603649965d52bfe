"""Threats that no verb of threatening names: «сказал, что если я не подпишу, детей заберут в приют».

A clause of the future beside «если», «иначе», «а то», told by somebody with power over the one who tells of it, is a
threat of its speaker to those it names. Only where it says what others will do ("they will take", "we shall kill"),
and only where the one who tells, or somebody close to him, is named in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.compose import Composer
from habeas.extraction.model import Act, Participant, ProposedCall, ProposedClaim, Span
from habeas.extraction.parse import Sentence, Token

CONDITIONS = frozenset(("если", "иначе", "а то"))
OTHERS_WILL = ("ут", "ют", "ат", "ят", "утся", "ятся", "ем", "ём", "им")
"""Endings of "they will" and "we shall"."""
MINE = frozenset(
    "я меня мне мной мой моя моё мое мои моего моей моему моих моим мою моими нас нам наш наша наши нашего нашей наших "
    "нашу нашим его её ее ей ему их им тебя тебе твой твоя твои твою твоих вас вам ваш ваши ваших".split()
)


@dataclass
class RussianComposer(Composer):
    """Proposes the claims of one Russian text."""

    def claims(self, sentence: Sentence, calls: Sequence[ProposedCall] = ()) -> list[ProposedClaim]:
        """The claims of one sentence, and the threats told in it."""
        found = super().claims(sentence, calls)
        if any(claim.act.type in ("threat", "death_threat") for claim in found) or not sentence.parsed:
            return found
        threat = next((t for verb in sentence.tokens if (t := self._threat(sentence, verb))), None)
        return [*found, threat] if threat else found

    def _threat(self, sentence: Sentence, verb: Token) -> ProposedClaim | None:
        if verb.pos != "VERB" or verb.form != "f" or not verb.text.casefold().endswith(OTHERS_WILL):
            return None
        if sentence.kids(verb.i, "nsubj", "nsubj:pass", "neg") or not self._conditional(sentence):
            return None
        speaker = self._speaker(sentence, verb)
        own = sentence.subtree(verb.i, frozenset(("advcl", "ccomp", "parataxis")))
        target = next((i for i in own if sentence.tokens[i].text.casefold() in MINE), None)
        return self._written(sentence, verb, speaker, target) if speaker is not None and target is not None else None

    def _conditional(self, sentence: Sentence) -> bool:
        words = " ".join(token.text.casefold() for token in sentence.tokens)
        return any(f" {word} " in f" {words} " for word in CONDITIONS)

    def _speaker(self, sentence: Sentence, verb: Token) -> int | None:
        """Who says so: an authority or a force; in a testimony anybody but the witness."""
        scope = self.reading.scope(sentence, verb.i)
        if scope is None or scope.source is None:
            return None
        token, people = sentence.tokens[scope.source], self.reading.people
        told = self.reading.voice.kind == "testimony" and token.text.casefold() not in MINE
        return scope.source if people.force(sentence, token) or told else None

    def _written(self, sentence: Sentence, verb: Token, speaker: int, target: int) -> ProposedClaim:
        self.number += 1
        reading = self.reading
        last = max(i for i in sentence.subtree(verb.i) if sentence.tokens[i].text[0].isalnum())
        start = sentence.tokens[min(verb.i, target)].start
        cue = Span(start, sentence.tokens[last].end, reading.text[start : sentence.tokens[last].end])
        outer = reading.document() if reading.cast.voice else reading.said(sentence, speaker)
        threatened = Participant(*reading.cast.of(sentence, target, "victim", outer.speaker))
        threatening = Participant(*reading.cast.of(sentence, speaker, "perpetrator", outer.speaker))
        return ProposedClaim(
            id=f"C{self.number}",
            act=Act("threat", "020103010000", cue, "threats"),
            evidence=(Span(sentence.start, sentence.end, reading.text[sentence.start : sentence.end]),),
            perpetrators=(threatening,),
            victims=(threatened,),
            attribution=outer.attribution,
            attribution_mode=outer.mode,
            modality="asserted" if outer.mode in ("document", "narrator") else "alleged",
            confidence=0.5,
            reason=f"“{verb.text}” is announced under a condition by somebody with power: a threat; {outer.mode}",
        )
