"""Two columns that say one thing are one piece of evidence."""

import random

from habeas.linkage.people.candidates import candidates
from habeas.linkage.people.records import gathered
from habeas.linkage.people.scoring import close_comparisons, score
from tests.linkage.invented import FAMILY, GIVEN


def test_score_postcode_that_follows_from_the_place_is_fused_with_it() -> None:
    rng = random.Random(3)
    rows = []
    for number in range(600):
        town = rng.randrange(60)
        name = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        rows.append(
            [str(number), name, f"town {chr(97 + town % 26)}{chr(97 + town // 26)}", f"T{town} {rng.randrange(9)}XX"]
        )
    records = gathered([("a", (["record_id", "full_name", "place", "postcode"], rows))])
    found = candidates(records)

    model = score(records, found.left, found.right, close_comparisons(records)).model

    assert any("place" in name and "postcode" in name for name in model.names)
