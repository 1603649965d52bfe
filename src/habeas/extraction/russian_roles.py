"""Who did it and to whom around Russian nouns of action: the cases and prepositions that differ from English.

«задержание активиста полицией», «пытки со стороны охраны», «нападение неизвестных на офис», «подвергся избиению»,
«пропал после задержания»: the genitive suffers (of an attack it acts), the instrumental acts, «в отношении», «над»,
«на» suffer; of a light verb the subject suffers; after «после», «во время», «при» the subject or object of the verb
does.
"""

from collections.abc import Sequence
from dataclasses import replace

from habeas.extraction.acts import ActMention
from habeas.extraction.clauses import Clause, _carried_object, clause_of, expand
from habeas.extraction.lexicon import Entry
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES
from habeas.extraction.role_owners import Roles
from habeas.extraction.roles import RoleFinder

ATTACKS = frozenset(
    "нападение налет рейд атака покушение угроза обстрел давление вторжение оскорбление расправа произвол "
    "облава зачистка".split()
)
BY = frozenset(("+ins", "со стороны", "с стороны", "от рук", "от лица", "от имени"))
UPON = frozenset(("на", "над", "против", "в отношении", "по отношению к", "к", "в адрес", "для"))
DURING = frozenset(
    (
        "после",
        "во время",
        "в время",
        "при",
        "в ходе",
        "в результате",
        "от",
        "из-за",
        "вследствие",
        "без",
        "под",
        "до",
        "в",
        "о",
        "об",
    )
)
SUFFERED_AT = frozenset(("после", "во время", "в время", "при", "в ходе", "в результате", "от", "вследствие", "под"))
CONTACTS = frozenset("связь весть известие новость контакт доступ встреча свидание".split())
WITHHELD = frozenset(("с", "со", "у", "к", "о", "от"))
UNNAMED = frozenset(
    "человек мужчина неизвестный парень группа толпа двое трое четверо пятеро шестеро кто-то они".split()
)
RELATIVES = frozenset("брат отец дядя родственник муж сын свекор тесть родня дед братья".split())
FATE = frozenset("судьба местонахождение местопребывание место".split())
WITHHELD_HELP = frozenset("адвокат защитник врач доктор медик лекарь фельдшер переводчик".split())
DONE_TO_PEOPLE = frozenset(
    ("torture", "physical_assault", "abduction", "arrest", "ill_treatment", "rape", "humiliation")
)
SELF = frozenset("себя себе собой".split())


class RussianRoleFinder(RoleFinder):
    """Finds the roles of mentions in Russian."""

    def _around(self, sentence: Sentence, tokens: Sequence[int], act: Token) -> tuple[tuple[int, ...], tuple[int, ...]]:
        agents: list[int] = []
        patients: list[int] = []
        attack = any(sentence.tokens[i].lemma in ATTACKS for i in tokens)
        for kid in (k for at in {act.i, *tokens} for k in sentence.kids(at) if k.i not in tokens):
            joined = expand(sentence, kid.i)
            if kid.case in BY or kid.rel == "obl:agent":
                agents.extend(i for i in joined if self._acts(sentence, i))
            elif kid.rel in ("nmod", "obl", "iobj") and kid.case in UPON:
                patients.extend(self._whose(sentence, joined))
            elif kid.rel in ("nmod", "obl") and kid.case == "+gen":
                (agents if attack else patients).extend(joined if attack else self._whose(sentence, joined))
            elif (kid.case in WITHHELD and act.lemma in CONTACTS) or (kid.case == "с" and act.lemma == "обращение"):
                patients.extend(joined)
            elif kid.case in ("от", "с") and attack and self.people.can_act(sentence, kid):
                agents.extend(joined)
            elif kid.text.lower() in POSSESSIVES and kid.rel in ("det", "nmod", "nmod:poss"):
                (agents if attack else patients).extend(joined)
        return tuple(agents), tuple(dict.fromkeys(patients)) or self._next_to(sentence, max({act.i, *tokens}))

    def _next_to(self, sentence: Sentence, last: int) -> tuple[int, ...]:
        """«обеспокоенность давлением на адвокатов»: what follows at once, even where the parser hangs it higher."""
        if last + 1 >= len(sentence.tokens) or sentence.tokens[last + 1].text.lower() not in ("на", "над", "против"):
            return ()
        noun = sentence.tokens[sentence.tokens[last + 1].head]
        return self._whose(sentence, expand(sentence, noun.i)) if noun.i > last else ()

    def _above(self, sentence: Sentence, n: int) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        token, event = sentence.tokens[n], ""
        for _ in range(4):
            head = sentence.tokens[token.head]
            if head.i == token.i:
                break
            if head.lemma in self.cues["light_patient_noun"] and token.case in ("+gen", ""):
                return (), self._named_by(sentence, head), f"below “{head.text}”"
            if head.pos in ("VERB", "AUX", "ADJ") or head.lemma in self.cues["light_agent_noun"]:
                found = self._light(sentence, token, head)
                return found if any(found) else ((), (), f"below “{event}”" if event else "")
            if head.lemma in self.cues["event_noun"] and token.rel in ("nmod", "obl"):
                by, upon = self._beside_event(sentence, token, head)
                if by or upon:
                    return by, upon, f"below “{head.text}”"
                token, event = head, head.text
                continue
            break
        return (), (), f"below “{event}”" if event else ""

    def _beside_event(self, sentence: Sentence, token: Token, head: Token) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """«случаи пыток в отношении задержанных», «волна арестов активистов»"""
        kids = [k for k in sentence.kids(head.i, "nmod", "obl") if k.i != token.i]
        by = tuple(i for k in kids if k.case in BY for i in expand(sentence, k.i))
        return by, tuple(i for k in kids if k.case in UPON for i in expand(sentence, k.i))

    def _light(self, sentence: Sentence, token: Token, verb: Token) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        cues, lemma, how = self.cues, verb.lemma, f"with “{verb.text}”"
        if lemma in cues["light_agent_noun"]:
            return (), (), how
        if verb.pos not in ("VERB", "AUX"):
            return (), (), ""
        clause = clause_of(sentence, verb.i)
        if lemma in cues["charge"] or lemma in cues["accuse"]:
            accused = clause.subjects if clause.passive else clause.objects
            charged = tuple(i for i in accused if self.people.force(sentence, sentence.tokens[i]))
            return (charged, (), how) if token.case in ("в", "за") and charged else ((), (), "")
        if lemma in ("подвергнуть", "подвергать"):
            suffering = clause.subjects if clause.passive else clause.objects
            return (clause.agents if clause.passive else clause.subjects), suffering, how
        if lemma in ("присутствовать", "участвовать", "руководить", "наблюдать"):
            return self._people(sentence, clause.subjects), (), how
        if token.case in SUFFERED_AT:
            return (), self._sufferers(sentence, clause), how
        if lemma in cues["light_agent"] and token.rel in ("obj", "nsubj:pass", "obl"):
            targets = tuple(k.i for k in sentence.kids(verb.i, "obl") if k.case in UPON and k.i != token.i)
            acting = clause.agents if clause.passive else clause.subjects
            return acting, self._people(sentence, (*targets, *clause.indirect)), how
        if lemma in cues["light_patient"] and (token.rel in ("obj", "iobj", "obl") or token.case in DURING):
            return clause.agents, self._people(sentence, clause.subjects), how
        if lemma in (
            "быть",
            "произойти",
            "пройти",
            "состояться",
            "идти",
            "происходить",
            "случиться",
            "продолжаться",
            "прекратиться",
            "начаться",
        ):
            return (), (), how if lemma != "быть" else ""
        return (), (), ""

    def _patients(
        self, sentence: Sentence, v: int, entry: Entry, clause: Clause, used: tuple[int, ...]
    ) -> tuple[int, ...]:
        if entry.patient == "subject" and not clause.passive:
            return self._people(sentence, clause.objects) or self._people(sentence, clause.subjects)
        found = super()._patients(sentence, v, entry, clause, used)
        if not found and not clause.passive and not clause.agents and entry.patient in ("object", "target"):
            found = self._hidden_object(sentence, clause)
        if self._people(sentence, found) or entry.patient == "owner":
            return found
        head = sentence.tokens[v]
        above = self._people(sentence, _carried_object(sentence, head, 0))
        if not above and head.rel in ("conj", "parataxis"):
            above = self._people(sentence, clause_of(sentence, head.head).indirect)
        return above or found

    def _hidden_object(self, sentence: Sentence, clause: Clause) -> tuple[int, ...]:
        """«Семьи мигрантов депортировали»: a collective noun before a verb in the plural is its object, though the
        nominative looks the same."""
        tokens = [sentence.tokens[i] for i in clause.subjects]
        hidden = tokens and all(t.pos == "NOUN" and not t.animate and t.form == "p" for t in tokens)
        fits = hidden and not any(self.people.force(sentence, t) for t in tokens)
        return self._people(sentence, clause.subjects) if fits else ()

    def _check(self, sentence: Sentence, at: int, found: Roles) -> Roles:
        """Unnamed men, armed or in uniform, count as a force: «увезли двое в масках», «люди в форме»."""
        checked = super()._check(sentence, at, found)
        if not checked.fits and self._nobody_named(sentence, at, found):
            return replace(found, fits=True)
        if checked.fits or found.entry.needs not in ("both", "force"):
            return checked
        if not any(self._armed(sentence, i) for i in found.agents):
            return checked
        needs = "person" if found.entry.needs == "both" else ""
        again = super()._check(sentence, at, replace(found, fits=True, entry=replace(found.entry, needs=needs)))
        return replace(again, entry=found.entry)

    def _nobody_named(self, sentence: Sentence, at: int, found: Roles) -> bool:
        """«В подвале приковали к трубе и пытали»: they did it, to the one the sentences before speak of."""
        token, entry = sentence.tokens[at], found.entry
        they = (
            token.form == "d" and token.text.casefold().endswith("ли") and not sentence.kids(at, "nsubj", "obj", "iobj")
        )
        strong = entry.kind == "verb" and not entry.weak and entry.needs == "person" and not entry.negated
        return they and strong and not found.agents and not found.patients and entry.type in DONE_TO_PEOPLE

    def _armed(self, sentence: Sentence, i: int) -> bool:
        token = sentence.tokens[i]
        if token.lemma in UNNAMED or token.pos == "NUM":
            return True
        kids = sentence.kids(i, "nmod", "amod", "acl", "appos")
        return any(
            k.lemma in self.cues["force"] or k.lemma in ("вооруженный", "вооружить", "неизвестный") for k in kids
        )

    def _below(self, sentence: Sentence, used: tuple[int, ...]) -> tuple[int, ...]:
        """«применили газ против участников»: whoever hangs on a word of the phrase, or on what is joined to it."""
        for i in {*used, *(j for k in used for j in expand(sentence, k))}:
            for kid in sentence.kids(i, "nmod", "obl"):
                if kid.case in UPON and (
                    found := self._people(sentence, self._owners(sentence, expand(sentence, kid.i)))
                ):
                    return found
        return super()._below(sentence, used)

    def of(self, mention: ActMention) -> Roles | None:
        """The roles of the first reading that fits; a killing by relatives alone is one of that kind."""
        found = super().of(mention)
        if found is None or found.entry.type != "killing" or not found.agents:
            return found
        if all(mention.sentence.tokens[i].lemma in RELATIVES for i in found.agents):
            return replace(found, entry=replace(found.entry, type="killing_by_relatives", mt4=None))
        return found

    def _sufferers(self, sentence: Sentence, clause: Clause) -> tuple[int, ...]:
        """«пропали после задержания», «её отпустили после допроса»"""
        if clause.passive:
            return self._people(sentence, clause.subjects)
        return self._people(sentence, clause.objects) or self._people(sentence, clause.subjects)

    def _denied(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        """«ему не дали позвонить», «её лишили сна», «адвоката к нему не пустили»: the dative, the object, «к кому»."""
        if clause.passive:
            return self._people(sentence, clause.subjects)
        found = self._people(sentence, clause.indirect)
        to = [k.i for k in sentence.kids(v, "obl", "iobj") if k.case in ("к", "+dat", "у")]
        objects = tuple(i for i in clause.objects if sentence.tokens[i].lemma not in WITHHELD_HELP)
        return found or self._people(sentence, to) or self._people(sentence, objects)

    def _missing(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        """«о судьбе Ивана ничего не известно», «скрывают местонахождение задержанных»: whose fate; else the subject."""
        for i in sentence.subtree(v):
            token = sentence.tokens[i]
            if token.case in ("о", "от") and token.lemma not in FATE and self.people.person(sentence, token):
                return expand(sentence, i)
            if token.lemma in FATE and (owner := self._people(sentence, self._owner(sentence, i))):
                return owner
        return self._people(sentence, clause.subjects) or self._people(sentence, clause.objects)

    def _payer(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        """«вымогал у родственников», «потребовали от него заплатить»; who pays a ransom suffers it."""
        verb = sentence.tokens[v]
        if verb.lemma.startswith(("заплатить", "отдать", "выйти", "выкупить", "платить")):
            return self._people(sentence, clause.subjects)
        found = [k.i for k in sentence.kids(v, "obl", "nmod") if k.case in ("у", "с", "от", "из")]
        suffering = clause.subjects if clause.passive else (*clause.indirect, *clause.objects)
        return self._people(sentence, found) or self._people(sentence, suffering)

    def _targets(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """«стреляли по толпе», «издевались над ним», «наносили ей удары»."""
        kids = [
            k
            for k in sentence.kids(v, "obl", "nmod", "iobj")
            if k.case in (*UPON, "по", "в", "за", "") and k.case != "+ins"
        ]
        found = (i for k in kids if k.text.lower() not in SELF for i in expand(sentence, k.i))
        return self._people(sentence, self._owners(sentence, found))

    def _owned(self, sentence: Sentence, v: int, suffering: tuple[int, ...]) -> tuple[int, ...]:
        """Whose home or thing it is: the genitive, «у него», the dative; the thing's owner before the thing."""
        things = [*suffering, *(k.i for k in sentence.kids(v, "obl") if k.case in ("в", "во", "на", "к", "из"))]
        for i in things:
            owner = tuple(o for o in self._owner(sentence, i) if self._holds(sentence, o))
            if owner:
                return owner
        beside = [k.i for k in sentence.kids(v, "obl", "iobj", "nmod") if k.case in ("у", "") or k.rel == "iobj"]
        if found := self._people(sentence, beside):
            return found
        for i in things:
            token = sentence.tokens[i]
            if token.lemma in ("центр", "сторона", "ночь", "день", "время"):
                continue
            if token.lemma not in self.cues["dwelling"] and self._holds(sentence, i):
                return (i,)
            inside = [k.i for k in sentence.kids(i, "nmod", "appos") if self.people.organisation(k)]
            if inside:
                return (inside[0],)
        return ()

    def _owner(self, sentence: Sentence, i: int) -> tuple[int, ...]:
        poss = [
            k
            for k in sentence.kids(i)
            if k.text.lower().replace("ё", "е") in RUSSIAN_POSSESSIVES and k.rel in ("det", "nmod", "amod")
        ]
        if poss:
            return expand(sentence, poss[0].i)
        of = [
            k
            for k in sentence.kids(i, "nmod", "appos")
            if k.case in ("+gen", "у") or (k.rel == "appos" and k.entity == "PERSON")
        ]
        return expand(sentence, of[0].i) if of else ()


RUSSIAN_POSSESSIVES = frozenset(
    "мой моя мое мои моего моей моих моему моим мою моем наш наша наше наши нашего нашей наших нашу "
    "нашем нашим его ее их".split()
)
