"""Words beside names that are none on their own: titles, particles, months; names that are pronouns. All folded."""

from habeas.names.folding import fold

TITLES = frozenset(fold("""
mr mrs ms miss mx dr prof sir dame lord lady haji hajji hadji sheikh shaikh shaykh sheikha sayyid seyid imam mullah
mawlawi father fr sister brother rev judge justice general gen colonel col major maj captain capt lieutenant lt
sergeant sgt corporal cpl private pte constable inspector officer comrade herr frau madame monsieur mme mlle señor
señora don doña dra sra sr srta lic mtro г гн гжа господин госпожа др шейх хаджи мулла генерал полковник майор
капитан лейтенант сержант судья
адвокат pan pani pane bay bey hanım hoca ustaz ustad الشيخ الحاج السيد السيده دكتور الدكتور
""").split())  # fmt: skip
PARTICLES = frozenset(fold("""
al el ul ad as an ar ash at az abd abdul abdel abdal abu abou ibn bin ben bint bte bat oglu ogly ogli uly uulu kyzy
kizi
qizi gizi zada zade de da di do dos das del della la le van von der den ter ten zu zum ould mint aït ait mac mc st san
santa аль эль абд абу ибн бин бен бинт оглы огли улы уулу кызы гызы заде ال بن ابن بنت ابو عبد אל בן בת
""").split())  # fmt: skip
SAYS_NO_NAME = frozenset(fold("""
i me my we us our you your he him his she her it its they them their one who whom someone nobody somebody anyone
everyone unknown unnamed anonymous human rights watch person man woman victim witness я мы ты вы он она оно они
меня мне
нас нам вас вам его ее их им ей кто никто некто неизвестный неизвестная он она انا نحن هو هي هم
""").split())  # fmt: skip
"""A registered word that is only one of these is never searched for on its own."""
MONTHS = frozenset(fold("""
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec январь января январе февраль февраля марта март марте апрель апреля апреле май мая мае июнь июня июне
июль июля июле август августа августе сентября октября ноября декабря січня лютого березня квітня травня червня липня
серпня вересня жовтня листопада грудня marca maja sierpnia lipca maj avgust mart mayıs mayis mayo marzo abril junio
julio agosto mai mars avril juin juillet août aout
""").split())  # fmt: skip
ABBREVIATIONS = frozenset(
    """us usa uk un eu ngo ngos ussr uae am pm ad bc ie eg phd ma ba
    tv id no vs ок те тк тд тп до сша рф оон ес г гг ст""".split()
)
"""Initials that are no person's, whatever the registry holds."""
