//! Articles with marked names, and what becomes of these.

use super::*;
use crate::article::{ArticleText, Language, Role};

fn check_detected(body: &str, expected: &[&str]) {
    let article = ArticleText::join("", std::iter::once((Role::Paragraph, body)));
    let mentions = super::super::detect(&article, Language::ENGLISH, None).mentions;
    let names: Vec<&str> = mentions
        .iter()
        .map(|mention| mention.name.as_str())
        .collect();
    assert_eq!(names, expected, "{body}");
}

#[test]
fn a_surname_stands_for_the_only_full_name_that_ends_in_it() {
    check_detected(
        "Anna Orlan came. Mrs Orlan spoke, and Orlan left.",
        &["Anna Orlan"; 3],
    );
    check_detected("he saw Ali al-Venn. Later Venn spoke.", &["Ali al-Venn"; 2]);
}

#[test]
fn a_surname_that_two_people_bear_is_left_apart() {
    check_detected(
        "Anna Orlan and Peter Orlan met; Orlan left.",
        &["Anna Orlan", "Peter Orlan", "Orlan"],
    );
    check(
        "[Viktor Orlan], [Josef Orlan], [Bela Orlan], then [Orlan] and Mr [Orlan]",
        &[
            "Viktor Orlan",
            "Josef Orlan",
            "Bela Orlan",
            "Orlan",
            "Orlan",
        ],
    );
}

#[test]
fn a_title_tells_two_of_one_surname_apart() {
    check_detected(
        "Anna Orlan and Peter Orlan met; Mr Orlan left, and Mrs Orlan stayed.",
        &["Anna Orlan", "Peter Orlan", "Peter Orlan", "Anna Orlan"],
    );
    check(
        "Kessarian President [Bashir Orlan] and Gen. [Rustam Orlan] met. President [Orlan] \
         left; General [Orlan] stayed; Dr [Orlan] fell ill",
        &[
            "Bashir Orlan",
            "Rustam Orlan",
            "Bashir Orlan",
            "Rustam Orlan",
            "Orlan",
        ],
    );
    // Two presidents, father and son.
    check(
        "President [Bashir Orlan] and President [Hafiz Orlan]: President [Orlan]",
        &["Bashir Orlan", "Hafiz Orlan", "Orlan"],
    );
}

#[test]
fn a_title_of_the_other_sex_is_somebody_elses() {
    check(
        "[Paul Orlan] left. Mrs [Orlan] stayed, [Ms Orlan] too. Mr [Orlan] wrote",
        &["Paul Orlan", "Orlan", "Orlan", "Paul Orlan"],
    );
    // Nothing is known of the first name.
    check("[Taye Orlan] left. Mrs [Orlan] stayed", &["Taye Orlan"; 2]);
}

#[test]
fn a_surname_used_before_its_second_bearer_is_named_is_the_firsts() {
    check(
        "[Viktor Orlan] came. [Orlan] spoke. He met [Josef Orlan], his son. [Orlan] left. \
         [Viktor Orlan] wrote; [Orlan] slept",
        &[
            "Viktor Orlan",
            "Viktor Orlan",
            "Josef Orlan",
            // Father or son.
            "Orlan",
            "Viktor Orlan",
            "Viktor Orlan",
        ],
    );
    // A headline says it before anybody is named.
    check(
        "[Orlan] resigns. [Viktor Orlan] went. [Orlan] was ill; [Josef Orlan] follows",
        &[
            "Viktor Orlan",
            "Viktor Orlan",
            "Viktor Orlan",
            "Josef Orlan",
        ],
    );
}

#[test]
fn two_spellings_of_a_surname_do_not_make_one_of_two_people() {
    check(
        "[Ilse Kinshak], [Rustam Kinshchak], [Kinshak], [Kinshchak]",
        &[
            "Ilse Kinshak",
            "Rustam Kinshchak",
            "Ilse Kinshak",
            "Rustam Kinshchak",
        ],
    );
}

#[test]
fn an_acronym_stands_for_the_name_that_defines_it() {
    check_detected(
        "the Front of Quiet Rivers (FQR) and the FQR",
        &["Front of Quiet Rivers"; 3],
    );
}

#[test]
fn capitals_are_no_other_name() {
    check_detected("DAESH lost what Daesh held", &["Daesh"; 2]);
}

/// Folds the names marked in a text: `[Anna Orlan]` a person, `<Bank>` an organisation,
/// `{Tresk}` a place, `«War»` an event.
fn folded(marked: &str) -> (Vec<Mention>, Vec<Alias>) {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut start = 0;
    for c in marked.chars() {
        let kind = match c {
            '[' | ']' => EntityType::Person,
            '<' | '>' => EntityType::Org,
            '{' | '}' => EntityType::Place,
            '«' | '»' => EntityType::Event,
            _ => {
                text.push(c);
                continue;
            }
        };
        if matches!(c, '[' | '<' | '{' | '«') {
            start = text.len();
            continue;
        }
        mentions.push(Mention {
            span: start..text.len(),
            kind,
            place: None,
            detector: Detector::Model,
            name: text[start..].to_owned(),
        });
    }
    let aliases = fold(&text, 0, &mut mentions);
    (mentions, aliases)
}

fn check(marked: &str, expected: &[&str]) {
    let mentions = folded(marked).0;
    let names: Vec<&str> = mentions.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, expected, "{marked}");
}

fn check_aliases(marked: &str, expected: &[(&str, &str, Ground)]) {
    let aliases = folded(marked).1;
    let aliases: Vec<(&str, &str, Ground)> = (aliases.iter())
        .map(|alias| (alias.name.as_str(), alias.other.as_str(), alias.ground))
        .collect();
    assert_eq!(aliases, expected, "{marked}");
}

#[test]
fn titles_indexes_and_initials_are_one_person() {
    check(
        "[Orlan], [Kessarian President Bashir al-Orlan], [Bashir al-Orlan], [Orlan, Bashir al-], \
         [B. al-Orlan], [Al-Orlan]'s",
        &["Bashir al-Orlan"; 6],
    );
    check(
        "[Bob Dravec] is [Robert Paul Dravec], or [Bob]",
        &["Robert Paul Dravec"; 3],
    );
    check("[Dravec, Viktor] said [Dr Dravec]", &["Viktor Dravec"; 2]);
}

#[test]
fn initials_that_fit_two_people_are_left_apart() {
    check(
        "[J. Orlan], [John Orlan], [Jane Orlan]",
        &["J. Orlan", "John Orlan", "Jane Orlan"],
    );
    check(
        "[Marta Orlan], [Marla Orlan], [Orlan]",
        &["Marta Orlan", "Marla Orlan", "Orlan"],
    );
}

#[test]
fn a_name_of_the_father_or_of_the_town_stands_for_nobody() {
    check(
        "[Rashid ibn Hamdan Orlan], [Hamdan], [Orlan]",
        &[
            "Rashid ibn Hamdan Orlan",
            "Hamdan",
            "Rashid ibn Hamdan Orlan",
        ],
    );
    check(
        "[Josef of Tresk], [Tresk], [Josef]",
        &["Josef of Tresk", "Tresk", "Josef of Tresk"],
    );
}

#[test]
fn a_father_and_his_son_are_two() {
    check(
        "[Paul Orlan] and [Paul Orlan Jr.], then [Orlan]",
        &["Paul Orlan", "Paul Orlan Jr.", "Orlan"],
    );
}

#[test]
fn a_lady_is_not_the_man_who_has_her_surname() {
    check(
        "[Paul Orlan] and [Lady Orlan]",
        &["Paul Orlan", "Lady Orlan"],
    );
}

#[test]
fn spellings_and_slips_are_one_name() {
    check(
        "[Alexander Kinshchak], [Kinshak], [Kinshchak]",
        &["Alexander Kinshchak"; 3],
    );
    check(
        "<al-Venna>, <Al Venna>, <el-Venna>, <al-Venna>",
        &["al-Venna"; 4],
    );
    check("[Ilse Marandt], [Marandt], [Marendt]", &["Ilse Marandt"; 3]);
    check(
        "[Viktor Dravec] or [Victor Dravets]",
        &["Viktor Dravec", "Victor Dravets"],
    );
}

#[test]
fn both_orders_of_an_acronym_are_learnt() {
    let learnt = [("HTV", "Hayat Tahrir al-Venn", Ground::Acronym)];
    check_aliases("<Hayat Tahrir al-Venn> (<HTV>)", &learnt);
    check_aliases("<HTV> (<Hayat Tahrir al-Venn>)", &learnt);
    check(
        "<HTV> (<Hayat Tahrir al-Venn>), <HTV>",
        &["Hayat Tahrir al-Venn"; 3],
    );
}

#[test]
fn an_acronym_of_one_name_alone_needs_no_brackets() {
    check(
        "<Sound Ferry Authority> and <SFA>",
        &["Sound Ferry Authority"; 2],
    );
    check(
        "<Sound Ferry Authority>, <Southern Fish Association>, <SFA>",
        &["Sound Ferry Authority", "Southern Fish Association", "SFA"],
    );
    check_aliases(
        "<Sound Ferry Authority> and <SFA>, then <Sound Ferry Authority>",
        &[("SFA", "Sound Ferry Authority", Ground::Inferred)],
    );
}

#[test]
fn what_the_article_says_of_two_names_is_learnt() {
    use Ground::{AlsoKnownAs, Formerly};
    check_aliases(
        "<Venna>, also known as <Tahrir>,",
        &[("Tahrir", "Venna", AlsoKnownAs)],
    );
    check_aliases(
        "<Venna> (<VIS>/<VISL>)",
        &[
            ("VIS", "Venna", AlsoKnownAs),
            ("VISL", "Venna", AlsoKnownAs),
        ],
    );
    check_aliases(
        "<Northgate Holdings>, formerly <Dravec Shipping>",
        &[("Dravec Shipping", "Northgate Holdings", Formerly)],
    );
    check_aliases(
        "<People's Front>, renamed <Unity Movement> in 2017",
        &[("People's Front", "Unity Movement", Formerly)],
    );
    check_aliases(
        "{Tresk-on-Sea} (formerly {Karlsund}, also called {Karlshaven})",
        &[
            ("Karlshaven", "Tresk-on-Sea", AlsoKnownAs),
            ("Karlsund", "Tresk-on-Sea", Formerly),
        ],
    );
    check(
        "<People's Front>, renamed <Unity>. <People's Front>",
        &["Unity"; 3],
    );
}

#[test]
fn designations_and_translations_in_brackets_are_learnt() {
    use Ground::{Acronym, AlsoKnownAs};
    for (marked, name, other, ground) in [
        (
            "<Task Force 104> (<TF-104>)",
            "TF-104",
            "Task Force 104",
            Acronym,
        ),
        (
            "<Northern Area Plan> (<AP>)",
            "AP",
            "Northern Area Plan",
            Acronym,
        ),
        ("<Tahrir> (<US-ACAN>)", "US-ACAN", "Tahrir", AlsoKnownAs),
        (
            "{Velland} (Kessarian: {Vellasund})",
            "Vellasund",
            "Velland",
            AlsoKnownAs,
        ),
        (
            "{Velland} (\"{Far Water}\")",
            "Far Water",
            "Velland",
            AlsoKnownAs,
        ),
        (
            "[Anna Orlan] ([Анна Орлан])",
            "Анна Орлан",
            "Anna Orlan",
            AlsoKnownAs,
        ),
        (
            "<Venna> (a league), also known as <Tahrir>",
            "Tahrir",
            "Venna",
            AlsoKnownAs,
        ),
        (
            "<Orlan Hall> or <Orlan House Hall>",
            "Orlan House Hall",
            "Orlan Hall",
            AlsoKnownAs,
        ),
    ] {
        let marked = marked.replace("Kessarian:", "Turkish:");
        check_aliases(&marked, &[(name, other, ground)]);
    }
}

#[test]
fn a_name_that_no_detector_found_is_learnt_beside_one_that_was() {
    use Ground::{Acronym, AlsoKnownAs, Formerly};
    check_aliases(
        "<Northgate Maritime Holdings>, formerly Dravec Shipping, sank",
        &[("Dravec Shipping", "Northgate Maritime Holdings", Formerly)],
    );
    check_aliases(
        "<Dravec Shipping>, since renamed Northgate Maritime Holdings.",
        &[("Dravec Shipping", "Northgate Maritime Holdings", Formerly)],
    );
    check_aliases(
        "the <Sound Ferry Authority> (SFA) and <Venna>, better known as Tahrir, met",
        &[
            ("SFA", "Sound Ferry Authority", Acronym),
            ("Tahrir", "Venna", AlsoKnownAs),
        ],
    );
    // It is mentioned elsewhere.
    check(
        "<Venna>, better known as Tahrir, met <Tahrir>",
        &["Venna"; 2],
    );
    for marked in [
        "[Anna Orlan], formerly Mayor of Tresk,",
        "[Anna Orlan], formerly Dravec Shipping,",
        "<Venna>, formerly Tresk's largest bank,",
        "<Venna>, formerly Dravec Shipping was",
        "<Venna> (NATO) and <Tahrir>, formerly part of",
    ] {
        check_aliases(marked, &[]);
    }
}

#[test]
fn what_is_folded_without_a_word_is_inferred_for_other_articles() {
    use Ground::Inferred;
    check_aliases(
        "<Ministry of the Interior>, <Interior Ministry>, <Ministry of the Interior>",
        &[("Interior Ministry", "Ministry of the Interior", Inferred)],
    );
    check_aliases(
        "[Robert Dravec], [Bob Dravec]",
        &[("Bob Dravec", "Robert Dravec", Inferred)],
    );
    // In another article these are other people, and another court.
    check_aliases("[Robert Dravec], [Dravec], [R. Dravec], [Robert]", &[]);
    check_aliases("[Henrik Baltasar-Voss], [Baltasar-Voss]", &[]);
    check_aliases("[Josef van der Orlan], [van der Orlan]", &[]);
    check_aliases("<Supreme Court of Norland>, <Supreme Court>", &[]);
    // What is said need not be inferred.
    check_aliases(
        "<Sound Ferry Authority> (<SFA>), <SFA>",
        &[("SFA", "Sound Ferry Authority", Ground::Acronym)],
    );
}

#[test]
fn members_of_a_list_are_no_aliases() {
    check_aliases("[Anna Orlan] or [Paul Orlan], <Venna> or <Tahrir>", &[]);
    check_aliases(
        "{North Kessary} or {South Kessary}, {Kessary} ({Far Water})",
        &[],
    );
    check_aliases("<Venna> and formerly <Tahrir>", &[]);
    check_aliases("<Venna>, <Tahrir>, or <Orrin Hydro>, came", &[]);
    check_aliases(
        "{Port Anselm} ({Kessary}) and [Paul Orlan] ([Josef Lindqvar])",
        &[],
    );
    check_aliases("<Orrin Hydro> (<Venna>, <Tahrir>)", &[]);
}

#[test]
fn a_part_stands_for_the_only_body_that_it_fits() {
    check(
        "<Supreme Court of Norland>, <Supreme Court>",
        &["Supreme Court of Norland"; 2],
    );
    check(
        "<Ministry of the Interior>, <Interior Ministry>",
        &["Ministry of the Interior"; 2],
    );
    check("<Orlan Corp>, <Orlan Inc.>, <Orlan>", &["Orlan Corp"; 3]);
    check(
        "«Kessarian Border War», «Border War»",
        &["Kessarian Border War"; 2],
    );
    check(
        "<Orlan Radio>, <Tidemark>, <Tidemark Television>",
        &["Orlan Radio", "Tidemark", "Tidemark Television"],
    );
    check(
        "«Quiet Water», «Quiet Water: The Return», «Quiet Water (film)»",
        &[
            "Quiet Water (film)",
            "Quiet Water: The Return",
            "Quiet Water (film)",
        ],
    );
    check(
        "«1988 Tresk Games», «Tresk Games»",
        &["1988 Tresk Games", "Tresk Games"],
    );
    check(
        "<Supreme Court of Norland>, <Supreme Court of Velland>, <Supreme Court>",
        &[
            "Supreme Court of Norland",
            "Supreme Court of Velland",
            "Supreme Court",
        ],
    );
    check(
        "<Orlan Research Tresk>, <Orlan>",
        &["Orlan Research Tresk", "Orlan"],
    );
    check(
        "<University of Tresk>, <Tresk University>",
        &["University of Tresk", "Tresk University"],
    );
    check(
        "{North Kessary}, {Kessary}, {Kessary Bridge}",
        &["North Kessary", "Kessary", "Kessary Bridge"],
    );
}

#[test]
fn a_type_given_by_a_slip_is_set_right() {
    let mentions = folded("<Tidemark> <Tidemark> <Tidemark> <Tidemark> [Tidemark]").0;
    assert!(
        mentions
            .iter()
            .all(|mention| mention.kind == EntityType::Org)
    );
}

#[test]
fn a_listed_name_keeps_its_name_and_type_and_stands_for_others() {
    let text = "Orlan Works (OWK), Amara Sollis, Sollis. OWK";
    let mention = |span: std::ops::Range<usize>, kind, detector, name: &str| Mention {
        span,
        kind,
        place: None,
        detector,
        name: name.to_owned(),
    };
    let (model, list) = (Detector::Model, Detector::List);
    let (org, person, work) = (EntityType::Org, EntityType::Person, EntityType::Work);
    let mut mentions = [
        mention(0..11, org, list, "The Orlan Works"),
        mention(13..16, org, model, "OWK"),
        mention(19..31, person, model, "Amara Sollis"),
        mention(33..39, person, list, "Sollis"),
        mention(41..44, work, list, "OWK"),
    ];
    fold(text, 0, &mut mentions);
    let told = mentions
        .each_ref()
        .map(|mention| (mention.kind, mention.name.as_str()));
    assert_eq!(
        told,
        [
            (org, "The Orlan Works"),
            (org, "The Orlan Works"),
            (person, "Sollis"),
            (person, "Sollis"),
            (work, "OWK"),
        ]
    );
}

#[test]
fn a_hundred_thousand_names_of_one_table_are_folded() {
    let mut marked = String::new();
    for row in 0..25_000 {
        marked.push_str(&format!(
            "[P{row} Orlan] [Orlan, A. B{row}] <Orlan Works {row}> (<OW{row}>) <Bank of Tresk {row}> / \n"
        ));
    }
    let (mentions, _) = folded(&marked);
    assert_eq!(mentions.len(), 125_000);
    assert_eq!(mentions[5].name, "P1 Orlan");
}
