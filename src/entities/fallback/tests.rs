//! The fallback, as a table of sentences and the names in them.

use super::*;

fn check(language: &str, title: &str, body: &str, expected: &str) {
    let block = (crate::article::Role::Paragraph, body);
    let article = ArticleText::join(title, std::iter::once(block));
    let mut found = Vec::new();
    detect(&article, language.parse().unwrap_or_default(), &mut found);
    let found: Vec<String> = crate::entities::without_overlaps(found)
        .iter()
        .map(|m| format!("{} {}", m.kind, &article.text[m.span.clone()]))
        .collect();
    assert_eq!(found.join(", "), expected, "{language}: {title} / {body}");
}

#[test]
fn in_german_only_sure_signs_make_a_name() {
    for (text, names) in [
        (
            "Die Ministerin Anna Orlan besuchte in Berlin die Werft.",
            "person Anna Orlan, place Berlin",
        ),
        (
            "Oberst Venn schwieg. Später gab Venn nach, Frankreichs Flotte auch.",
            "person Venn, person Venn, place Frankreichs",
        ),
        (
            "Die Firma Orlan Werft GmbH baut Fähren; die Orlan Werft zahlt Löhne.",
            "org Orlan Werft GmbH, org Orlan Werft",
        ),
        (
            "Der Allgemeine Verband Tessel (AVT) tagte, und der AVT schwieg.",
            "org Allgemeine Verband Tessel, org AVT, org AVT",
        ),
        (
            "Das schrieb die Zeitung „Tesseler Bote“ am Montag.",
            "org Tesseler Bote",
        ),
        (
            "Anna Fischer kam, und der Fischer am Kai sah Fischer gehen.",
            "person Anna Fischer, person Fischer",
        ),
        ("Fünf Millionen Mark Schulden hat die Alte Mühle.", ""),
        ("Am Montag trafen Kälte und Nebel das Tal der Mühlen.", ""),
    ] {
        check("de", "", text, names);
    }
}

#[test]
fn where_capitals_mark_names_they_show_where_a_name_ends() {
    for (language, text, names) in [
        (
            "es",
            "El presidente Pedro Orlán viajó de Madrid a París.",
            "person Pedro Orlán, place Madrid, place París",
        ),
        (
            "es",
            "Ayer la ministra Venn visitó el Banco de Tessel; el Real Madrid ganó.",
            "person Venn, org Banco de Tessel",
        ),
        (
            "es",
            "Según Ilda Marandt, llueve. Nadie creyó a Marandt.",
            "person Ilda Marandt, person Marandt",
        ),
        (
            "es",
            "Ayer llovió sobre la Copa Orlán y la Sierra Alta.",
            "",
        ),
        (
            "it",
            "Il giudice Orlani dell'Italia citò la Venn S.p.A. e il quotidiano «Il Faro».",
            "person Orlani, place Italia, org Venn S.p.A., org Il Faro",
        ),
        (
            "it",
            "Il Fronte Popolare Tessel (FPT) vota. Per ora tace il FPT.",
            "org Fronte Popolare Tessel, org FPT, org FPT",
        ),
        (
            "pl",
            "Wczoraj Anna Orlan pojechała do Warszawy z prezydentem Polski.",
            "person Anna Orlan, place Warszawy, place Polski",
        ),
    ] {
        check(language, "", text, names);
    }
}

#[test]
fn two_cyrillic_names_in_a_row_are_a_person_unless_they_are_quoted() {
    for (text, names) in [
        (
            "Об этом заявил Пётр Орлан в Дамаске.",
            "person Пётр Орлан, place Дамаске",
        ),
        (
            "Вчера судья Эдда Орлан молчала. Потом Орлан ушла.",
            "person Эдда Орлан, person Орлан",
        ),
        (
            "Так сообщает газета «Треск Геральд», а паром «Святая Венна» стоит.",
            "org Треск Геральд",
        ),
        (
            "Над заливом Северная Венна шёл снег, и президент Орлана спал.",
            "",
        ),
    ] {
        check("ru", "", text, names);
    }
}

#[test]
fn in_scripts_without_capitals_the_lists_alone_count() {
    check("ar", "", "وصل الوفد إلى دمشق أمس", "place دمشق");
    check(
        "zh",
        "",
        "代表团昨天抵达北京和莫斯科。",
        "place 北京, place 莫斯科",
    );
}

#[test]
fn headlines_in_capitals_name_only_what_is_known_elsewhere() {
    check(
        "es",
        "ORLÁN VUELVE A MADRID",
        "Lo dijo ayer Pedro Orlán en un acto.",
        "person ORLÁN, place MADRID, person Pedro Orlán",
    );
}

#[test]
fn an_english_sentence_is_no_business_of_this() {
    let text = "Then Mayor Orlan of the River Authority said that Venn would pay.";
    check("en", "", text, "");
    assert!(crate::entities::names::reads(Language::ENGLISH, text));
    assert!(crate::entities::names::reads(Language::UNDETERMINED, text));
}
