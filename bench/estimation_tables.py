"""Published count tables, restated as facts with their citations: what the comparisons and simulations run on.

A table is a title line of list labels, then `pattern:count`, the pattern as a string of marks in the order of the
labels.
"""

from collections.abc import Iterator

from habeas.estimation.capture_histories import CaptureHistories, from_counts

TABLES: dict[str, tuple[str, str]] = {
    "kosovo": (
        "Ball, Betts, Scheuren, Dudukovich & Asher 2002, Killings and Refugee Flow in Kosovo",
        "EXH ABA OSCE HRW | 1111:27 1110:181 1101:18 1100:177 1011:42 1010:228 1001:106 1000:1131 0111:32 "
        "0110:217 0101:31 0100:845 0011:123 0010:936 0001:306",
    ),
    "ukdat_5": (
        "the same, PF and NCA as one list",
        "LA NG PFNCA GO GP | 11110:1 11100:1 11010:1 11000:15 10100:19 10010:3 10000:54 01110:4 01100:62 01010:19 "
        "01001:1 01000:463 00110:76 00101:11 00100:995 00011:8 00010:695 00001:316",
    ),
    "ukdat": (
        "Bales, Hesketh & Silverman 2015; Silverman 2014, Home Office",
        "LA NG PF GO GP NCA | 111100:1 111000:1 110100:1 110000:15 101000:19 100100:3 100000:54 011100:4 011001:3 "
        "011000:56 010100:19 010010:1 010001:3 010000:463 001101:1 001100:69 001010:10 001001:31 001000:907 "
        "000110:8 000101:6 000100:695 000011:1 000010:316 000001:57",
    ),
    "ned": (
        "Silverman 2020, JRSS A, table 2; Cruyff et al.",
        "I K O P R Z | 101100:4 101000:1 100101:4 100100:18 100010:3 100001:16 100000:352 011000:1 010100:44 "
        "010001:4 010000:1299 001110:2 001101:7 001100:59 001010:2 001001:57 001000:403 000111:1 000110:82 "
        "000101:125 000100:4466 000011:2 000010:650 000001:632",
    ),
    "ned_5": (
        "the same, I and O as one list",
        "IO K P R Z | 11000:1 10110:2 10101:11 10100:81 10010:5 10001:73 10000:756 01100:44 01001:4 01000:1299 "
        "00111:1 00110:82 00101:125 00100:4466 00011:2 00010:650 00001:632",
    ),
    "neworl": (
        "Bales, Murphy & Silverman 2019, as in SparseMSE (185 people)",
        "A B C D E F G H | 10100010:1 10100000:1 10011000:1 10010000:2 10001000:1 10000000:25 01000100:1 "
        "01000000:5 00110000:1 00101000:1 00100010:1 00100000:70 00011000:2 00010000:33 00001001:1 00001000:6 "
        "00000100:6 00000010:6 00000001:21",
    ),
    "neworl_186": (
        "the same, as in MultipleSystemsEstimation (C and D: 2 people)",
        "A B C D E F G H | 10100010:1 10100000:1 10011000:1 10010000:2 10001000:1 10000000:25 01000100:1 "
        "01000000:5 00110000:2 00101000:1 00100010:1 00100000:70 00011000:2 00010000:33 00001001:1 00001000:6 "
        "00000100:6 00000010:6 00000001:21",
    ),
    "neworl_5": (
        "neworl with B, E, F, G as one list",
        "A BEFG C D H | 11100:1 11010:1 11000:1 10100:1 10010:2 10000:25 01100:2 01010:2 01001:1 01000:24 00110:1 "
        "00100:70 00010:33 00001:21",
    ),
    "western": (
        "Farrell et al. 2019, NIJ",
        "A B C D E | 10101:1 10100:4 10010:2 10001:5 10000:52 01110:1 01100:6 01010:1 01000:90 00100:114 00011:3 "
        "00010:45 00001:21",
    ),
    "korea": (
        "Ball, Shin & Yang 2018, HRDAG",
        "b c d | 111:12 110:54 101:6 100:5 010:5 001:41",
    ),
    "artificial_3": (
        "Chan, Silverman & Vincent 2021, table 2",
        "A B C | 110:6 100:40 010:30 001:20",
    ),
    "hiv_rome": (
        "Abeni, Brancato & Perucci 1994",
        "c1 c2 c3 c4 | 1110:3 1101:1 1100:33 1010:20 1001:6 1000:403 0111:3 0110:35 0101:10 0100:545 0011:11 "
        "0010:621 0001:205",
    ),
    "snowshoe_hare": (
        "Cormack 1989; Otis et al. 1978",
        "c1 c2 c3 c4 c5 c6 | 111111:2 110010:1 110001:1 101100:1 101010:1 101000:1 100111:1 100100:2 100010:2 "
        "100001:1 100000:3 011111:1 011101:2 011011:1 011001:2 010111:1 010101:3 010100:3 010011:1 010010:3 "
        "010001:1 010000:6 001101:1 001011:1 001001:2 001000:5 000111:1 000110:1 000101:4 000100:3 000011:2 "
        "000010:4 000001:4",
    ),
    "spina_bifida": (
        "Hook, Albright & Cross 1980 (621 people of known ethnicity)",
        "S1 S2 S3 | 111:12 110:142 101:111 100:244 011:4 010:48 001:60",
    ),
    "spina_bifida_my": (
        "the same as in Madigan & York 1997 (626 people)",
        "L1 L2 L3 | 111:12 110:142 101:112 100:247 011:4 010:49 001:60",
    ),
    "care1_diabetes": (
        "Bruno et al. 1994",
        "L1 L2 L3 L4 | 1111:58 1110:157 1101:18 1100:104 1011:46 1010:650 1001:12 1000:709 0111:14 0110:20 0101:7 "
        "0100:74 0011:8 0010:182 0001:10",
    ),
    "care1_congenital": (
        "Wittes, Colton & Sidel 1974; Madigan & York 1997",
        "L1 L2 L3 L4 L5 | 11111:2 11110:5 11101:2 11100:1 11011:8 11010:25 11001:18 11000:19 10111:3 10110:1 "
        "10101:5 10100:4 10011:5 10010:22 10001:36 10000:27 01110:3 01100:1 01011:23 01010:37 01001:34 01000:37 "
        "00110:2 00101:3 00100:4 00011:30 00010:97 00001:83",
    ),
}


def table(name: str) -> CaptureHistories:
    """One of TABLES as capture histories."""
    labels, _, cells = TABLES[name][1].partition(" | ")
    pairs = [cell.split(":") for cell in cells.split()]
    return from_counts(
        [[int(mark) for mark in pattern] for pattern, _ in pairs], [int(count) for _, count in pairs], labels.split()
    )


def citation(name: str) -> str:
    return TABLES[name][0]


def run() -> Iterator[str]:
    """What stands here, and from where: `python -m bench estimation_tables`."""
    for name in TABLES:
        histories = table(name)
        yield f"{name:<18} {histories.list_count} lists, {histories.n:,} people: {citation(name)}"
