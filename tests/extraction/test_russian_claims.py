"""Claims, calls and their sources from Russian sentences written for these tests."""

import pytest

from habeas.extraction.propose import propose


def claims(text, published="2021-07-20"):
    proposals = propose(text, published=published, language="ru")
    names = {attribution.id: attribution.source for attribution in proposals.attributions}
    actors = {actor.id: actor.name for actor in proposals.actors}
    return [(claim, actors.get(names[claim.attribution])) for claim in proposals.claims]


def acts(text):
    return [claim.act.type for claim, _ in claims(text)]


def words(participants):
    return [one.span.text for one in participants if one.span]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Троих активистов задержали на площади.", ["arrest"]),
        ("Журналиста избили неизвестные.", ["physical_assault"]),
        ("Его увезли в неизвестном направлении люди в камуфляже.", ["abduction"]),
        ("Мужчину затолкали в машину.", ["abduction"]),
        ("В январе пропал Магомед Исаев.", ["enforced_disappearance"]),
        ("Задержанных пытали током.", ["torture"]),
        ("Ему надели на голову пакет.", ["torture"]),
        ("Активиста поместили под стражу в изолятор.", ["detention"]),
        ("Солдаты расстреляли троих жителей.", ["killing"]),
        ("Осуждённый скончался в СИЗО-2.", ["death_in_custody"]),
        ("Её изнасиловали двое охранников.", ["rape"]),
        ("Свидетелю угрожали убийством.", ["death_threat"]),
        ("Полицейские ворвались в дом учительницы.", ["search_raid"]),
        ("У них изъяли телефоны.", ["confiscation"]),
        ("Неизвестные подожгли дом адвоката.", ["destruction_of_property"]),
        ("Студента отчислили из университета.", ["dismissal"]),
        ("Жителей выселили из домов.", ["eviction"]),
        ("Адвоката к нему не пустили.", ["denial_of_lawyer"]),
        ("Заключённым не давали спать.", ["torture"]),
        ("Его держали двое суток без еды.", ["detention", "ill_treatment"]),
        ("Полиция разогнала митинг.", ["restriction_assembly"]),
        ("Его убили братья.", ["killing_by_relatives"]),
        ("Полиция отказалась принимать заявление.", ["failure_to_protect"]),
        ("Следователи заставили его подписать признание.", ["forced_confession"]),
    ],
)
def test_act_is_proposed_from_one_sentence(text, types):
    assert acts(text) == types


@pytest.mark.parametrize(
    "text",
    [
        "Никто не был задержан.",
        "Током меня не били.",
        "Если его задержат, ему грозят пытки.",
        "Конституция запрещает пытки.",
        "Она боится, что её убьют.",
        "Закон о пытках принят в 2015 году.",
        "Пострадавших могут арестовать.",
        "Он приказал подчинённым избить заключённого.",
        "Администрация отрицает применение силы.",
        "Если вы стали свидетелем похищения, напишите нам.",
        "В области с населением в полтора миллиона человек осталось двести адвокатов.",
        "Комитет против пыток опубликовал доклад.",
    ],
)
def test_negation_fear_norm_and_condition_are_no_claims(text):
    assert acts(text) == []


def test_roles_of_a_passive_are_its_subject_and_the_instrumental():
    ((claim, _),) = claims("Адвокат Тимур Ахметов был избит сотрудниками полиции.")
    assert words(claim.perpetrators) == ["сотрудниками полиции"]
    assert "Ахметов" in words(claim.victims)[0]


def test_roles_round_a_noun_are_its_genitive_and_instrumental():
    ((claim, source),) = claims("Организация «Щит» сообщила о задержании активиста полицией.")
    assert claim.act.type == "arrest"
    assert (words(claim.victims), words(claim.perpetrators)) == (["активиста"], ["полицией"])
    assert source == "Щит"


def test_object_named_once_serves_the_verbs_joined_to_it():
    found = claims("Ахметова остановили, избили и увезли в неизвестном направлении.")
    assert [words(claim.victims) for claim, _ in found] == [["Ахметова"], ["Ахметова"]]


def test_they_that_russian_leaves_out_is_not_the_speaker():
    ((claim, source),) = claims("Бывший узник утверждает, что людей избивали.")
    assert (words(claim.victims), claim.perpetrators) == (["людей"], ())
    assert source == "Бывший узник"


def test_number_in_the_victims_phrase_counts_them_and_a_population_does_not():
    proposals = propose("В городе с населением 5000 человек задержали не менее 12 активистов.", language="ru")
    counted = [(q.value, q.is_victim_count) for q in proposals.quantities]
    assert counted == [(5000, False), (12, True)]


@pytest.mark.parametrize(
    ("text", "mode", "modality"),
    [
        ("По словам матери, сына избили.", "explicit", "alleged"),
        ("Предположительно, его похитили.", "narrator", "suspected"),
        ("Говорят, его убили.", "hedged", "second-hand"),
        ("Сына избили.", "narrator", "asserted"),
        ("«Меня избили в отделе», — рассказал студент.", "quoted", "alleged"),
    ],
)
def test_source_and_doubt_survive(text, mode, modality):
    ((claim, _),) = claims(text)
    assert (claim.attribution_mode, claim.modality) == (mode, modality)


def calls(text):
    return [(call.action_type, call.action.text, words(call.addressees)) for call in propose(text, language="ru").calls]


def test_demands_after_one_verb_are_cut_apart_with_one_addressee():
    text = (
        "Организация призывает власти немедленно освободить демонстрантов, провести расследование и обеспечить доступ "
        "адвокатов к задержанным."
    )
    assert calls(text) == [
        ("release", "немедленно освободить демонстрантов", ["власти"]),
        ("investigate", "провести расследование", ["власти"]),
        ("allow_access", "обеспечить доступ адвокатов к задержанным", ["власти"]),
    ]


def test_demand_of_an_office_names_it_as_addressee():
    text = "«Мост» потребовал от прокуратуры возбудить уголовное дело."
    assert calls(text) == [("investigate", "возбудить уголовное дело", ["прокуратуры"])]


def test_nouns_of_action_are_demands_too():
    text = "Мы требуем освобождения Дарьи Ким, прекращения преследования и наказания виновных."
    assert [kind for kind, _, _ in calls(text)] == ["release", "stop_violation", "prosecute_accountability"]


def test_list_under_a_lead_is_one_call_for_each_item():
    text = "Рекомендации\n\nПравительству:\n— ратифицировать протокол;\n— выплатить компенсации пострадавшим."
    assert [kind for kind, _, _ in calls(text)] == ["ratify", "reparation_remedy"]


@pytest.mark.parametrize(
    "text",
    ["Бывший узник, попросивший не называть его имени, уехал.", "Следователь предложил заплатить за освобождение."],
)
def test_request_of_a_witness_and_extortion_are_no_calls(text):
    assert calls(text) == []


def test_future_under_a_condition_told_by_one_with_power_is_a_threat_of_his():
    text = "Меня вызвали на допрос. Следователь сказал, что если я не подпишу, моих детей заберут в приют. Я подписал."
    threats = [claim for claim, _ in claims(text) if claim.act.type == "threat"]
    assert [(words(claim.perpetrators), words(claim.victims)) for claim in threats] == [(["Следователь"], ["моих"])]


def test_advice_of_a_doctor_under_a_condition_is_no_threat():
    assert acts("Врач сказал, что если я не начну лечиться, станет хуже.") == []


def test_who_stands_before_a_colon_speaks_the_quotation_after_it():
    found = claims("Свидетельница: «Мужа вывели во двор и застрелили. Меня били по лицу».")
    assert {(claim.attribution_mode, source) for claim, source in found} == {("quoted", "Свидетельница")}


def test_head_of_a_digest_item_gives_time_and_place_and_nobody():
    ((claim, _),) = claims("• 12 июня, Приозёрск: полиция избила Игоря Танина.")
    assert (words(claim.perpetrators), words(claim.victims)) == (["полиция"], ["Игоря Танина"])
    assert claim.time and claim.place


def test_clause_after_reports_of_that_is_told_at_second_hand():
    text = "Я обеспокоена сообщениями о том, что подростков держат в изоляторе, связывают и лишают прогулок."
    assert {claim.modality for claim, _ in claims(text)} == {"second-hand"}


@pytest.mark.parametrize(
    "text",
    [
        "Сведения об убийствах не подтвердились.",
        "Наблюдатели не нашли доказательств пыток.",
        "Сообщения об избиениях — ложь.",
        "Родственница погибла в ДТП.",
        "Раненого увезли в больницу.",
        "Мужчину подозревали в краже.",
        "Помогите жертвам пыток: перечислите пожертвование.",
    ],
)
def test_unconfirmed_false_and_everyday_words_are_no_claims(text):
    assert acts(text) == []


def test_two_addressees_of_one_verb_each_get_their_demand():
    text = "Правозащитники призвали президента Орлова помиловать осуждённых, а парламент — отменить закон."
    assert calls(text) == [
        ("quash", "помиловать осуждённых", ["Орлова"]),
        ("legal_reform", "отменить закон", ["парламент"]),
    ]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Мы требуем освободить Ивана Петрова до 1 июня.", "до 1 июня"),
        ("Мы просим власти ответить не позднее 5 мая 2024 года.", "не позднее 5 мая 2024 года"),
    ],
)
def test_day_by_which_something_is_demanded_is_its_deadline(text, mention):
    proposals = propose(text, language="ru")
    times = {time.id: time.mention.text for time in proposals.times if time.mention}
    assert [times[call.deadline] for call in proposals.calls if call.deadline] == [mention]


@pytest.mark.parametrize(
    ("text", "speaker", "kind", "content"),
    [
        ("В полиции задержания отрицают.", "полиции", "denial", "задержания отрицают"),
        ("Мэр назвал сообщения «выдумкой».", "Мэр", "denial", "назвал сообщения «выдумкой»"),
    ],
)
def test_denial_without_a_subject_or_by_a_word_is_a_statement(text, speaker, kind, content):
    proposals = propose(text, language="ru")
    actors = {actor.id: actor.name for actor in proposals.actors}
    assert [(actors[s.speaker], s.kind, s.content.text) for s in proposals.statements] == [(speaker, kind, content)]
