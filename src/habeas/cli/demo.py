"""demo: the whole way of a report, on the invented example.

    1 init      2 admit     3 propose    4 review, by a file of decisions     5 list, search, what is contradicted
      and the lists of four groups: demo_lists.py
    6 release   7 verify, as a stranger does: a process of its own, the release's own verifier, no vault
    8 audit     9 rebuild  10 members   11 recovery   12 erase   13 verify and audit again

Each step says the command it stands for, so that it can be done again by hand. Everything is real: the vault is one
like any other, only its passphrase is known to all.
"""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from habeas import programs
from habeas.cli.demo_lists import DemoLists
from habeas.cli.speaking import note, progress, say
from habeas.errors import BadInput, EvidenceDiffers, ReleaseInvalid, UsageProblem
from habeas.vault.model import About, Consent, Reliability
from habeas.workspace import decide_by_rules as rules_file

PASSPHRASE = "the passphrase of a demo is no secret"
ANALYST = "the passphrase of a second person in the demo"
MARK = "THIS-IS-A-DEMO.txt"
MARK_TEXT = f"""This folder was made by `habeas demo` and is replaced when the demo runs again here.
Everything in it is invented. The passphrase of the vault is: {PASSPHRASE}
"""


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
def demo(folder: Path | None) -> None:
    """Show the whole way on an invented example: from six reports to a release that a stranger checks.

    Makes the folder DIR (./habeas-demo), and replaces it only where it was made by an earlier demo.
    """
    example = _example()
    target = folder if folder is not None else Path("habeas-demo")
    _make_room(target)
    Demo(target, example).run()


def _example() -> Path:
    """The folder examples/ of a checkout. Raises BadInput where the program was installed without it."""
    import habeas

    found = Path(habeas.__file__).resolve().parents[2] / "examples"
    if not (found / "decisions.toml").is_file():
        raise BadInput(
            "the invented example is not part of this installation",
            hint="it is the folder examples/ of the source: clone the repository and run `make demo` there",
        )
    return found


def _make_room(target: Path) -> None:
    """A new folder; an earlier demo is taken away, with the device secret of its vault. Nothing else ever is."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageProblem("the place of the demo is not a folder; nothing was changed")
    if target.exists() and any(target.iterdir()):
        if not (target / MARK).is_file():
            raise UsageProblem(
                "the folder is not empty and was not made by the demo; nothing was changed",
                hint="habeas demo OTHER-FOLDER",
            )
        _forget_device(target / "vault")
        shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).write_text(MARK_TEXT, encoding="utf-8")


def _forget_device(vault: Path) -> None:
    from habeas.errors import HabeasError
    from habeas.settings import device_folder
    from habeas.vault.founding import read_founding
    from habeas.vault.layout import Layout

    try:
        shutil.rmtree(device_folder(read_founding(Layout(vault)).vault), ignore_errors=True)
    except HabeasError:
        return  # an interrupted demo made no vault, so this device keeps nothing of it


class Demo:
    """One run. Every step prints the command it stands for and what came of it."""

    def __init__(self, folder: Path, example: Path) -> None:
        from habeas.workspace.open import Workspace

        self.folder, self.vault, self.release = folder, folder / "vault", folder / "release"
        self.reports = example / "reports"
        self.decisions = rules_file.read_decisions(example / "decisions.toml")
        self.begun = time.monotonic()
        self.lists = DemoLists(example / "lists", self.step)
        self._open: Callable[[], Workspace] = lambda: Workspace.open(self.vault, PASSPHRASE)

    def run(self) -> None:
        say("Everything in this example is invented. Each step shows the command it stands for.")
        self.init()
        self.admit()
        self.propose()
        self.review()
        self.look()
        self.lists.run(self._open)
        self.publish()
        self.verify()
        self.try_to_change_a_word()
        self.audit()
        self.rebuild()
        self.members()
        self.recovery()
        self.erase()
        self.verify()
        self.audit()
        self.what_next()

    def step(self, title: str, command: str) -> None:
        say()
        say(f"== {title}")
        say(f"   $ habeas {command}")

    def init(self) -> None:
        from habeas.workspace.open import found

        self.step("A vault: encrypted, logged, one folder", f"init {self.vault}")
        created = found(self.vault, PASSPHRASE)
        say(f"   vault {created.vault}; nobody can reset its passphrase")

    def admit(self) -> None:
        from habeas.vault.admit import admit

        self.step("Six reports go in, byte for byte", "admit FILE --origin ... --published ... --consent ...")
        with self._open() as workspace, progress("admitting", len(self.decisions.sources)) as bar:
            for row in self.decisions.sources:
                about = About(
                    origin=row["origin"],
                    publisher=row["publisher"],
                    published=row["published"],
                    consent=Consent(row["consent"]),
                    reliability=Reliability(row["reliability"]),
                )
                for result in admit(workspace.ledger, [self.reports / row["file"]], about):
                    # The example's file names are invented: elsewhere they would not be printed without being asked
                    # for.
                    name = result.path_given.rsplit("/", 1)[-1]
                    say(f"   {result.id}  {result.status:<9}  consent {row['consent']}  {name}")
                bar.step()

    def propose(self) -> None:
        from habeas.workspace.propose import propose

        self.step("The program proposes; nothing is in the record yet", "propose")
        with self._open() as workspace:
            sources = workspace.readable()
            with progress("proposing", len(sources)) as bar:
                for source in sources:
                    recorded = propose(workspace.ledger, source)
                    say(f"   {source.id}  {len(recorded.added):3d} claims, calls and statements proposed")
                    bar.step()

    def review(self) -> None:
        self.step("A person decides (here: examples/decisions.toml)", "review")
        with self._open() as workspace:
            done = rules_file.apply_rules(workspace, self.decisions.rules)
            merged = rules_file.merge_same(workspace, self.decisions.same)
        say(f"   accepted {done.accepted + done.edited}, of them {done.edited} corrected; rejected {done.rejected};")
        say(f"   left undecided {done.undecided}; {merged} people and groups were the same as others")
        if done.idle:
            note(f"   rules that picked nothing: {', '.join(map(str, done.idle))}")

    def look(self) -> None:
        from habeas.claims.contradictions import contradicted
        from habeas.claims.look_up import counts
        from habeas.claims.search import search

        self.step("What the record says", "list claims;  habeas search Kesh")
        with self._open() as workspace:
            standing = {status.value: number for status, number in counts(workspace.ledger).items()}
            against = list(contradicted(workspace.ledger))
            found = search(workspace.ledger, "Kesh")
        say("   " + ", ".join(f"{number} {status}" for status, number in standing.items()))
        say(f"   {len(against)} claims are denied, or told otherwise by another source: all of it is kept")
        say(f"   “Kesh” stands in {found.matches} passages, and in {len(found.names)} names of places")

    def publish(self) -> None:
        from habeas.publication.choose import Choice
        from habeas.publication.redact import parse_rules
        from habeas.publication.release import release
        from habeas.publication.vault_view import OpenVault
        from habeas.vault.clock import now

        self.step("A release, with the names of people blacked out", f"release --to {self.release} --redact names")
        with self._open() as workspace, progress("making the dossier"):
            sources, rules = rules_file.released(workspace, self.decisions.release)
            choice = Choice("What is said of the brickworks", sources, parse_rules(("names", *rules)))
            done = release(OpenVault(workspace.ledger), self.release, choice, now())
        shown = ", ".join(f"{number} {what}" for what, number in done.shown.items() if number)
        say(f"   {shown}; {done.redacted} stretches blacked out")
        for warning in done.warnings:
            note(f"   warning: {warning}")

    def verify(self) -> None:
        self.step("A stranger checks it: no vault, no key, no network", f"verify {self.release}")
        say(f"   (the same without Habeas: python {self.release}/verify.py)")
        for line in self._verifier(self.release, expected=0):
            if "not checked" not in line:
                say("   " + line)

    def _verifier(self, release: Path, *, expected: int) -> list[str]:
        """The release's own verifier, in an interpreter that sees nothing of this program."""
        command = [sys.executable, "-I", "-S", str((release / "verify.py").absolute())]
        done = programs.run(command, seconds=300)
        if done.returncode != expected:
            raise ReleaseInvalid(f"the release's own verifier ended with {done.returncode}, expected {expected}")
        return done.stdout.decode("utf-8", "replace").splitlines()

    def try_to_change_a_word(self) -> None:
        copy = self.folder / "changed"
        say()
        say("== The same release with one byte changed")
        shutil.copytree(self.release, copy)
        bundle = copy / "bundle.json"
        content = bytearray(bundle.read_bytes())
        content[len(content) // 2] ^= 1
        bundle.write_bytes(content)
        say("   " + self._verifier(copy, expected=1)[-1])
        shutil.rmtree(copy)

    def audit(self) -> None:
        from habeas.vault.audit import audit

        self.step("The vault against its own log", "audit --deep")
        with self._open() as workspace, progress("auditing") as bar:
            report = audit(workspace.ledger, deep=True, progress=bar.to)
        if not report.ok:
            raise EvidenceDiffers(f"{len(report.differing)} of {len(report.checks)} objects differ from the log")
        say(f"   {len(report.checks)} objects checked, all as the log says")

    def rebuild(self) -> None:
        from habeas.vault.rebuild import rebuild

        self.step("The databases thrown away and made again from the journal", "rebuild")
        with self._open() as workspace:
            done = rebuild(workspace.ledger)
        if not done.equal:
            raise EvidenceDiffers("the databases said something else than the journal")
        say(f"   {done.entries} entries replayed; the databases say what they said before")

    def members(self) -> None:
        from habeas.vault.members import add_here, remove
        from habeas.vault.model import Role
        from habeas.workspace.open import Workspace

        self.step("A second person, who may count but sees no name", "members add --role analyst")
        with self._open() as workspace:
            me = workspace.ledger.member
            added = add_here(workspace.ledger, ANALYST, Role.ANALYST)
        with Workspace.open(self.vault, ANALYST, member=added.member) as analyst:
            names = analyst.ledger.names
        say(f"   {added.member} opens the record room; the names room: {'closed' if names is None else 'OPEN'}")
        self._open = lambda: Workspace.open(self.vault, PASSPHRASE, member=me)
        self.step("... and removed again: a new key epoch", f"members remove {added.member}")
        with self._open() as workspace:
            epoch = remove(workspace.ledger, added.member)
        say(f"   epoch {epoch}: what is written from now on is under keys they never had")

    def recovery(self) -> None:
        from habeas.vault.recovery import split

        self.step("If everyone loses their passphrase", "recovery split --shares 5 --threshold 3")
        with self._open() as workspace:
            dealt = split(workspace.ledger, shares=5, threshold=3)
        say(f"   {len(dealt)} shares of {len(dealt[0].split())} words; any 3 open the vault: habeas recovery recover")

    def erase(self) -> None:
        from habeas.vault.erase import erase

        with self._open() as workspace:
            letter = next(source for source in workspace.sources() if source.publisher and source.parent is None
                          and source.name == self.decisions.sources[-1]["file"])  # fmt: skip
            self.step("A source is withdrawn: unreadable for ever", f"erase {letter.id} --because ...")
            done = erase(workspace.ledger, letter.id, "The sender withdrew it; the example says so.")
        say(f"   {len(done.items)} items are noise now; the tombstone is {done.tombstone}")

    def what_next(self) -> None:
        say()
        say(f"Done in {time.monotonic() - self.begun:.0f} seconds. Look at it:")
        say(f"   {self.release}/dossier.html     in a browser; it checks itself")
        say(f"   {self.release}/dossier.pdf      on paper")
        say("Try next, with the passphrase that is in " + MARK + ":")
        say(f"   habeas list claims --vault {self.vault}")
        say(f"   habeas review --vault {self.vault}")
        say(f"   habeas link review --vault {self.vault}")
        say("Then your own: habeas init, and docs/tutorial/first-case.md")
