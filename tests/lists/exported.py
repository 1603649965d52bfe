"""Small exports of other programs, in the forms that these programs write. All people are invented."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Sequence[object]]

KOBO_MAIN: Rows = (
    ("start", "incident/date", "incident/place", "reporter/name", "abuse", "abuse/detention", "abuse/place", "_id",
     "_uuid", "_submission_time", "_status", "__version__", "_index"),
    ("2024-03-05T10:00:00+02:00", "2024-03-04", "Lomna", "Reporter One", "detention", 1, 0, 11, "u-1",
     "2024-03-05T08:01:00", "submitted_via_web", "v1", 1),
    ("2024-03-06T10:00:00+02:00", "2024-03-05", "Selmir", "Reporter Two", "detention place", 1, 1, 12, "u-2",
     "2024-03-06T08:01:00", "submitted_via_web", "v1", 2),
    ("2024-03-07T10:00:00+02:00", "2024-03-06", "Ostra", "Reporter Three", "", 0, 0, 13, "u-3",
     "2024-03-07T08:01:00", "submitted_via_web", "v1", 3),
)  # fmt: skip
KOBO_VICTIMS: Rows = (
    ("victims/first_name", "victims/last_name", "victims/age", "shoes", "_index", "_parent_table_name",
     "_parent_index", "_submission__id", "_submission__uuid"),
    ("Ilya", "Morozan", 34, "42", 1, "Incident form", 1, 11, "u-1"),
    ("Darya", "Zhukovec", 28, "", 2, "Incident form", 1, 11, "u-1"),
    ("سليم", "قوس", 41, "", 3, "Incident form", 2, 12, "u-2"),
)  # fmt: skip


def csv_bytes(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter).writerows(rows)
    return sink.getvalue().encode(encoding)


def xlsx_bytes(sheets: Mapping[str, Rows]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def zip_bytes(parts: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return sink.getvalue()


def claiming(size: int) -> bytes:
    """An archive whose table says in the directory that it is `size` bytes long."""
    whole = bytearray(zip_bytes({"import.csv": b"title\n" + b"A\n" * 100}))
    place = whole.rindex(b"PK\1\2") + 24  # uncompressed size, APPNOTE.TXT 4.3.12
    whole[place : place + 4] = size.to_bytes(4, "little")
    return bytes(whole)


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def json_lines(values: Sequence[Any]) -> bytes:
    return b"\n".join(map(json_bytes, values)) + b"\n"


def kobo_xlsx(main: Rows = KOBO_MAIN, victims: Rows = KOBO_VICTIMS) -> bytes:
    return xlsx_bytes({"Incident form": main, "victims": victims})


def kobo_json() -> bytes:
    def submission(number: int, place: str, victims: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "_id": 10 + number,
            "formhub/uuid": "form-1",
            "_uuid": f"u-{number}",
            "__version__": "v1",
            "incident/date": f"2024-03-0{number + 3}",
            "incident": {"place": place, "detail": {"score": 1.10}},
            "reporter/name": "Reporter",
            "victims": victims,
            "_attachments": [],
            "_geolocation": [None, None],
            "_submission_time": "2024-03-05T08:01:00",
        }

    results = [
        submission(1, "Lomna", [{"victims/first_name": "Ilya", "victims/last_name": "Morozan", "victims/age": "34"},
                                {"victims/first_name": "Darya", "victims/last_name": "Zhukovec",
                                 "victims/injuries": [{"victims/injuries/kind": "burn"}]}]),
        submission(2, "Selmir", [{"victims/first_name": "سليم", "victims/last_name": "قوس"}]),
        submission(3, "Ostra", []),
    ]  # fmt: skip
    return json_bytes({"count": 3, "next": None, "previous": None, "results": results})


def odk_zip() -> bytes:
    main = (
        ("SubmissionDate", "incident-date", "incident-place", "meta-instanceID", "KEY", "SubmitterID", "Status"),
        ("2024-03-05T08:01:00.000Z", "2024-03-04", "Lomna", "uuid:1", "uuid:1", "5", ""),
        ("2024-03-06T08:01:00.000Z", "2024-03-05", "Selmir", "uuid:2", "uuid:2", "5", ""),
    )
    victims = (
        ("victim-first_name", "victim-last_name", "victim-age", "PARENT_KEY", "KEY"),
        ("Ilya", "Morozan", "34", "uuid:1", "uuid:1/victims[1]"),
        ("Darya", "Zhukovec", "28", "uuid:1", "uuid:1/victims[2]"),
        ("Renat", "Rustan", "", "uuid:2", "uuid:2/victims[1]"),
    )
    return zip_bytes(
        {
            "incident.csv": csv_bytes(main),
            "incident-victims.csv": csv_bytes(victims),
            "media/1.jpg": b"\xff\xd8\xff picture",
        }
    )


UWAZI_CSV: Rows = (
    ("Title", "Date added", "Template", "Date of birth", "Detained", "Gender", "Countries", "Geolocation", "Documents",
     "Attachments", "Published"),
    ("Ilya Morozan", "2024-01-05", "Person", "1986-03-02", "2020-01-01~2020-03-04", "Male", "Ostria|Lomania", "",
     "", "", "Published"),
    ("Darya Zhukovec", "2024-01-05", "Person", "1990-05-01", "", "Female", "Ostria", "", "", "", "Published"),
    ("Report on a prison", "2024-01-06", "Document", "", "", "", "", "45.1|2.5", "/files/a.pdf", "", "Unpublished"),
)  # fmt: skip


def uwazi_entity(shared_id: str, language: str, title: str, template: str = "t-person", **metadata: Any) -> Any:
    return {
        "_id": f"{shared_id}-{language}",
        "sharedId": shared_id,
        "language": language,
        "template": template,
        "title": title,
        "published": True,
        "creationDate": 1483623310124,
        "metadata": metadata,
        "attachments": [],
        "documents": [],
    }


def uwazi_json() -> bytes:
    born = [{"value": -892252800}]
    rows = [
        uwazi_entity(
            "s1", "en", "Ilya Morozan", date_of_birth=born, gender=[{"value": "g1", "label": "Male"}],
            detained=[{"value": {"from": 1577836800, "to": 1583280000}}], age=[{"value": 34}],
            countries=[{"value": "c1", "label": "Ostria"}, {"value": "c2", "label": "Lomania"}],
        ),
        uwazi_entity("s1", "ru", "Илья Морозан", date_of_birth=born, gender=[{"value": "g1", "label": "Мужской"}]),
        uwazi_entity("s2", "en", "Darya Zhukovec", date_of_birth=[{"value": 641520000}], age=[{"value": 28}]),
        uwazi_entity("s3", "en", "Report on a prison", "t-report", pages=[{"value": 12}]),
    ]  # fmt: skip
    return json_bytes({"rows": rows, "totalRows": 4})


def ftm_entities() -> list[dict[str, Any]]:
    return [
        {
            "id": "p-1",
            "schema": "Person",
            "caption": "Ilya Morozan",
            "properties": {
                "name": ["Ilya Morozan", "Илья Морозан"],
                "birthDate": ["1986-03"],
                "gender": ["male"],
                "nationality": ["xx", "yy"],
            },
            "datasets": ["invented"],
            "last_seen": "2024-01-01",
        },
        {"id": "p-2", "schema": "Person", "properties": {"name": ["Darya Zhukovec"], "birthDate": ["1990"]}},
        {"id": "c-1", "schema": "Company", "properties": {"name": ["Lomna Cement"]}},
        {"id": "l-1", "schema": "LegalEntity", "properties": {"name": ["Somebody"]}},
        {"id": "o-1", "schema": "ZZ Darya Zhukovec", "properties": {"name": ["Odd"]}},
    ]


STATEMENTS: Rows = (
    ("canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "lang", "first_seen"),
    ("p-1", "a-1", "name", "name", "Person", "Ilya Morozan", "invented", "", "2024"),
    ("p-1", "a-2", "name", "name", "LegalEntity", "Илья Морозан", "other", "rus", "2024"),
    ("p-1", "a-1", "birthDate", "date", "Person", "1986-03", "invented", "", "2024"),
    ("p-1", "a-1", "id", "entity", "Person", "checksum", "invented", "", "2024"),
    ("c-1", "c-1", "name", "name", "Company", "Lomna Cement", "invented", "", "2024"),
)

OPENEVSYS = r"""/*!40101 SET NAMES utf8 */;
-- MySQL dump 10.13  Distrib 5.7.33
--
DROP TABLE IF EXISTS `mt_vocab`;
CREATE TABLE `mt_vocab` (
  `vocab_number` varchar(14) NOT NULL,
  `huri_code` varchar(14) DEFAULT NULL,
  `english` text,
  PRIMARY KEY (`vocab_number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `mt_vocab` VALUES ('01000000000048','010000000000','Estimate'),('02000000000048','02','Unknown day'),
('03000000000048','03','Unknown month and day'),('01000000000039','01','Male'),('02000000000039','02','Female'),
('05000000000004','05','Detention'),('06000000000004','06','Torture'),('01000000000018','01','Gave the order'),
('01000000000007','01','Individual'),('02000000000007','02','Family'),('09000000000010','09','Teachers'),
('01010101000004','01','Summary execution');
CREATE TABLE `person` (
  `person_record_number` varchar(45) NOT NULL,
  `counting_unit` varchar(14) DEFAULT NULL,
  `person_name` varchar(500) DEFAULT NULL,
  `confidentiality` varchar(1) DEFAULT NULL,
  `date_of_birth` date DEFAULT NULL,
  `date_of_birth_type` varchar(14) DEFAULT NULL,
  `sex` varchar(14) DEFAULT NULL,
  `remarks` text,
  PRIMARY KEY (`person_record_number`),
  KEY `sex` (`sex`),
  CONSTRAINT `person_ibfk_1` FOREIGN KEY (`sex`) REFERENCES `mt_39_sex` (`vocab_number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
LOCK TABLES `person` WRITE;
INSERT INTO `person` VALUES
('P1','01000000000007','Ilya O\'Morozan','n','1986-03-01','02000000000048','01000000000039',
'said: \"no\";\nthen (left)'),
('P2','01000000000007','Дарья ''Жуковец''','y','1990-01-01','03000000000048','02000000000039',NULL),
('P3','02000000000007','Family Rustan',NULL,NULL,NULL,NULL,0x6E6F74652C2041),
('P4','01000000000007','Captain Ostrov',NULL,'1960-05-06','01000000000048','01000000000039',NULL);
UNLOCK TABLES;
CREATE TABLE `event` (
  `event_record_number` varchar(45) NOT NULL,
  `event_title` varchar(500) NOT NULL,
  `initial_date` date DEFAULT NULL,
  `initial_date_type` varchar(14) DEFAULT NULL
);
INSERT INTO `event` VALUES ('E1','Raid; in Lomna','1998-05-03','01000000000048');
CREATE TABLE `act` (
  `act_record_number` varchar(45) NOT NULL,
  `event` varchar(45) NOT NULL,
  `victim` varchar(45) DEFAULT NULL,
  `type_of_act` varchar(14) DEFAULT NULL,
  `initial_date` date DEFAULT NULL,
  `initial_date_type` varchar(14) DEFAULT NULL,
  `exact_location` text
);
INSERT INTO `act` (`act_record_number`,`event`,`victim`,`type_of_act`,`initial_date`,`initial_date_type`,
`exact_location`) VALUES ('A2','E1','P1','06000000000004','1998-06-01','02000000000048','Selmir'),
('A1','E1','P1','05000000000004','1998-05-03',NULL,'Lomna, /* not a comment */ school'),
('A3','E1','P2','05000000000004','0000-00-00',NULL,NULL),('A4','E1','P3','01010101000004','1999-00-00',NULL,NULL),
('A5','E1',NULL,'05000000000004',NULL,NULL,NULL);
CREATE TABLE `involvement` (`involvement_record_number` varchar(45), `act` varchar(45), `perpetrator` varchar(45),
`degree_of_involvement` varchar(14));
INSERT INTO `involvement` VALUES ('I1','A1','P4','01000000000018');
CREATE TABLE `mlt_person_occupation` (`vocab_number` varchar(14), `record_number` varchar(45));
INSERT INTO `mlt_person_occupation` VALUES ('09000000000010','P1');
/*!50003 CREATE TRIGGER `t` BEFORE INSERT ON `act` FOR EACH ROW SET NEW.event = 'x' */;
-- Dump completed on 2020-10-01 10:00:00
"""
