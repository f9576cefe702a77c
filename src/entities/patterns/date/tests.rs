//! Tables of sentences and the dates in them. The article is of Wednesday, 8 March 2017.

use super::super::tests::{check, check_in, published};
use crate::article::{Precision, Published};

#[test]
fn days_are_read_in_every_usual_order() {
    check(&[
        ("on March 3, 2017, in Tresk", "2017-03-03"),
        ("the 3rd of March 2017", "2017-03-03"),
        (
            "3 March 2017; 3-Mar-2017; 03.03.2017",
            "2017-03-03 | 2017-03-03 | 2017-03-03",
        ),
        ("2017-03-08, 2017/03/08", "2017-03-08 | 2017-03-08"),
        ("on 22/02/2017 and 02/22/2017", "2017-02-22 | 2017-02-22"),
        ("on 02/03/2017", ""),
        ("Jan. 14, 2017", "2017-01-14"),
        ("PORT ANSELM, MARCH 3 (Meridian)", "2017-03-03"),
        ("on Saturday, January 14, 2017", "2017-01-14"),
        ("Sat 14 Jan 2017", "2017-01-14"),
        ("March 3,2017", "2017-03-03"),
        ("on the 14th day of January 2017", "2017-01-14"),
        ("Thursday the 3rd of November 2016", "2016-11-03"),
        ("on February 9 this year", "2017-02-09"),
        ("on November 30 of last year", "2016-11-30"),
        ("April 12, 2019", "2019-04-12"),
    ]);
}

#[test]
fn a_day_without_a_year_is_the_nearest() {
    check(&[
        ("on November 30", "2016-11-30"),
        ("on January 14", "2017-01-14"),
        ("on June 11", "2017-06-11"),
        ("since Feb. 26", "2017-02-26"),
        // The tenth was a Saturday in 2016.
        ("on Saturday, December 10", "2016-12-10"),
        ("on Sunday, 11 June", "2017-06-11"),
    ]);
    check_in(
        "en",
        None,
        &[
            ("on November 30, or 3 March", "--11-30 | --03-03"),
            ("from March 3 to 5", "--03-03/--03-05"),
            ("on Monday, March 6", "--03-06"),
            ("on February 29", "--02-29"),
        ],
    );
}

#[test]
fn months_and_years_need_a_word_before() {
    check(&[
        (
            "in March 2017; March of 2017; March, 2017",
            "2017-03 | 2017-03 | 2017-03",
        ),
        ("born in 1950 and again in 2016.", "1950 | 2016"),
        ("since 2014 the union has", "2014"),
        ("in 2016 compared with 2015", "2016"),
        ("by the end of 2018", "2018"),
        ("the 2016 election; the 1968 dam", "2016"),
        ("in the year 2003", "2003"),
        ("in December", "2016-12"),
        ("since January", "2017-01"),
        ("in May", "2017-05"),
        ("until September", "2017-09"),
        ("talks will go on in September", "2017-09"),
        ("in December of last year", "2016-12"),
        ("in November last year", "2016-11"),
    ]);
}

#[test]
fn a_time_of_day_stands_with_its_date() {
    check(&[
        ("at 2:30 p.m. on March 2, 2017", "2017-03-02T14:30"),
        ("on March 2, 2017, at 14:30", "2017-03-02T14:30"),
        ("at 9 a.m. Tuesday", "2017-03-07T09:00"),
        ("on Tuesday at 9:15 am", "2017-03-07T09:15"),
        ("yesterday at 23:40", "2017-03-07T23:40"),
        ("at 6:05 GMT on January 15", "2017-01-15T06:05"),
        ("2017-03-08T14:30:05Z", "2017-03-08T14:30"),
        (
            "at 12 a.m. on 3 March and 12 p.m. on 4 March",
            "2017-03-03T00:00 | 2017-03-04T12:00",
        ),
        ("at 2:30 p.m. they left", ""),
        ("at 25:30 on Tuesday", "2017-03-07"),
        ("lost 3:1 on Saturday", "2017-03-04"),
    ]);
}

#[test]
fn ranges_go_from_one_date_to_another() {
    check(&[
        ("from March 3 to 5, 2017", "2017-03-03/2017-03-05"),
        ("3-5 March 2017", "2017-03-03/2017-03-05"),
        ("3 to 5 March", "2017-03-03/2017-03-05"),
        ("March 3–5, 2017", "2017-03-03/2017-03-05"),
        ("April 18 to April 24", "2017-04-18/2017-04-24"),
        ("from 28 February to 3 March 2017", "2017-02-28/2017-03-03"),
        (
            "December 17, 2016, to February 4, 2017",
            "2016-12-17 | 2017-02-04",
        ),
        (
            "December 17, 2016 to February 4, 2017",
            "2016-12-17/2017-02-04",
        ),
        (
            "from December 17 to February 4, 2017",
            "2016-12-17/2017-02-04",
        ),
        ("January to March 2017", "2017-01/2017-03"),
        ("between May and July 2016", "2016-05/2016-07"),
        ("between 2014 and 2016", "2014/2016"),
        ("from 1991 to 2003", "1991/2003"),
        (
            "2016-17 and 2016–17 and 2016/17",
            "2016/2017 | 2016/2017 | 2016/2017",
        ),
        ("the 2014-16 talks", "2014/2016"),
        ("(1939–1945)", "1939/1945"),
        ("in the 1999-2000 season", "1999/2000"),
        ("1500-1600 men", ""),
        ("2017-16, 2016-2014, 2016-17-18", ""),
    ]);
}

#[test]
fn longer_stretches_have_names() {
    check(&[
        (
            "the 1990s, the mid-1990s, the late 1980s",
            "1990/1999 | 1994/1996 | 1987/1989",
        ),
        ("the ’60s", "1960/1969"),
        ("the 19th century", "1801/1900"),
        ("a nineteenth-century pier", "1801/1900"),
        ("in the 21st century", "2001/2100"),
        ("the 5th century BC", ""),
        (
            "Q3 2016, the first quarter of 2016",
            "2016-07/2016-09 | 2016-01/2016-03",
        ),
        ("the second half of 2016", "2016-07/2016-12"),
        ("the fourth quarter of last year", "2016-10/2016-12"),
        ("in the fourth quarter Pant scored", ""),
        (
            "the summer of 2016, winter 2016",
            "2016-06/2016-08 | 2016-12/2017-02",
        ),
        (
            "early 2017, mid-2016, late 2016",
            "2017-01/2017-04 | 2016-05/2016-08 | 2016-09/2016-12",
        ),
        (
            "mid-March, early February",
            "2017-03-11/2017-03-20 | 2017-02-01/2017-02-10",
        ),
    ]);
}

#[test]
fn days_are_reckoned_from_the_article() {
    check(&[
        (
            "today, yesterday and tomorrow",
            "2017-03-08 | 2017-03-07 | 2017-03-09",
        ),
        (
            "Yesterday the pier opened. Tonight it closes.",
            "2017-03-07 | 2017-03-08",
        ),
        (
            "the day before yesterday, the day after tomorrow",
            "2017-03-06 | 2017-03-10",
        ),
        (
            "last night, this morning, tomorrow evening",
            "2017-03-07 | 2017-03-08 | 2017-03-09",
        ),
        (
            "on Tuesday, on Wednesday, on Thursday",
            "2017-03-07 | 2017-03-08 | 2017-03-02",
        ),
        ("Stenne said Monday that", "2017-03-06"),
        ("Stenne will resign on Friday", "2017-03-10"),
        ("a vote is expected on Sunday", "2017-03-12"),
        ("Stenne said on Friday that he will go", "2017-03-03"),
        (
            "last Tuesday, next Tuesday, this Friday",
            "2017-03-07 | 2017-03-14 | 2017-03-10",
        ),
        ("late Monday and early Tuesday", "2017-03-06 | 2017-03-07"),
        ("Saturday night", "2017-03-04"),
    ]);
}

#[test]
fn stretches_are_reckoned_from_the_article() {
    check(&[
        (
            "last week, this week, next week",
            "2017-02-27/2017-03-05 | 2017-03-06/2017-03-12 | 2017-03-13/2017-03-19",
        ),
        ("last weekend", "2017-03-04/2017-03-05"),
        (
            "last month, this month, next month",
            "2017-02 | 2017-03 | 2017-04",
        ),
        ("last year, this year, next year", "2016 | 2017 | 2018"),
        (
            "last December, next December, this December",
            "2016-12 | 2017-12 | 2017-12",
        ),
        ("last March, last December 31", "2016-03 | 2016-12-31"),
        (
            "last summer, this summer, next summer",
            "2016-06/2016-08 | 2017-06/2017-08 | 2017-06/2017-08",
        ),
        ("last winter", "2016-12/2017-02"),
        ("last quarter", "2016-10/2016-12"),
        (
            "two years ago, a year ago, 20 years ago",
            "2015 | 2016 | 1997",
        ),
        (
            "three months ago, five days ago, a week ago",
            "2016-12 | 2017-03-03 | 2017-02-27/2017-03-05",
        ),
        ("a decade ago", "2007"),
        ("in the past three weeks", "2017-02-15/2017-03-08"),
        ("over the last two years", "2015-03/2017-03"),
        ("during the past decade", "2007/2017"),
        ("in the next 10 days", "2017-03-08/2017-03-18"),
        ("over the last week", "2017-03-01/2017-03-08"),
        (
            "late last year, early next year",
            "2016-09/2016-12 | 2018-01/2018-04",
        ),
        ("earlier this month", "2017-03"),
    ]);
}

#[test]
fn ordinary_words_are_no_dates() {
    check(&[
        (
            "may 3 of them march 30 miles in 2000 steps; February 30",
            "",
        ),
        ("He may march; the sun sat; a second mar; an august jan", ""),
        ("Theresa May of May and Sun Lee; April said by April", ""),
        (
            "Good Friday, Black Friday, Ash Wednesday, Easter Monday",
            "",
        ),
        (
            "the Sunday Times, Sunday Mass, USA Today, Tomorrow Never Dies",
            "",
        ),
        (
            "every Monday, on Mondays, Monday to Friday, Monday-Friday",
            "",
        ),
        ("the next day, the next year, the last week of the war", ""),
        ("at last they pass this point; next of kin; late; early", ""),
        ("the last three of them; the past; years ago; long ago", ""),
        (
            "a total of 2016. Room 2017. 1999-model; 1500 dollars in 1500 cases",
            "1500 dollar",
        ),
        (
            "in 2000 steps, in 2016 cases, by 2000 people, in 1980 metres",
            "",
        ),
        ("until 1500, in 500, in 3000", ""),
        ("fall 2000 feet; spring water", ""),
        ("half past two weeks; last but not least", ""),
        ("20th Century Fox", ""),
        ("March Madness, in March Madness, Mars", ""),
    ]);
}

#[test]
fn what_is_not_known_of_the_article_is_not_reckoned() {
    let exact_to = |precision| {
        Some(Published {
            precision,
            ..published()
        })
    };
    let text = "yesterday, last month, last year, on May 3";
    check_in(
        "en",
        exact_to(Precision::Day),
        &[(text, "2017-03-07 | 2017-02 | 2016 | 2017-05-03")],
    );
    check_in(
        "en",
        exact_to(Precision::Month),
        &[(text, "2017-02 | 2016 | --05-03")],
    );
    check_in("en", exact_to(Precision::Year), &[(text, "2016 | --05-03")]);
    check_in("en", None, &[(text, "--05-03")]);
}

#[test]
fn months_and_days_are_known_in_many_languages() {
    let day = Some(published());
    check_in(
        "de",
        day,
        &[
            ("am 3. März 2017", "2017-03-03"),
            ("vom 3. bis 5. März 2017", "2017-03-03/2017-03-05"),
            ("am Montag, dem Tag der Wahl", "2017-03-06"),
            ("am Montag, den 6. März", "2017-03-06"),
            ("Herr Montag und Frau Freitag", ""),
            (
                "gestern Abend, heute, morgen",
                "2017-03-07 | 2017-03-08 | 2017-03-09",
            ),
            ("Guten Morgen; der morgen", ""),
            (
                "letzte Woche, im vergangenen Jahr, nächsten Monat",
                "2017-02-27/2017-03-05 | 2016 | 2017-04",
            ),
            ("vor zwei Jahren; vor dem Haus", "2015"),
            (
                "seit 2014, im Jahr 2016, im Dezember",
                "2014 | 2016 | 2016-12",
            ),
            ("03/02/2017", "2017-02-03"),
        ],
    );
    check_in(
        "fr",
        day,
        &[
            ("le 1er mars 2017", "2017-03-01"),
            ("mardi 7 mars", "2017-03-07"),
            ("a annoncé lundi ; le lundi", "2017-03-06"),
            (
                "aujourd’hui, hier, demain",
                "2017-03-08 | 2017-03-07 | 2017-03-09",
            ),
            (
                "la semaine dernière, l’année dernière, mardi dernier",
                "2017-02-27/2017-03-05 | 2016 | 2017-03-07",
            ),
            ("il y a deux ans, il dit", "2015"),
            ("en 2016, en décembre", "2016 | 2016-12"),
        ],
    );
    check_in(
        "es",
        day,
        &[
            ("el 3 de marzo de 2017", "2017-03-03"),
            ("ayer, hoy, hoy en día", "2017-03-07 | 2017-03-08"),
            ("el lunes; los lunes; Santo Domingo", "2017-03-06"),
            (
                "la semana pasada, el año pasado",
                "2017-02-27/2017-03-05 | 2016",
            ),
            ("hace dos años", "2015"),
        ],
    );
    check_in(
        "pt",
        day,
        &[
            ("em 3 de março de 2017", "2017-03-03"),
            (
                "ontem, hoje, na segunda-feira, na segunda vez",
                "2017-03-07 | 2017-03-08 | 2017-03-06",
            ),
            ("no ano passado", "2016"),
        ],
    );
    check_in(
        "nl",
        day,
        &[
            ("op 3 maart 2017", "2017-03-03"),
            (
                "gisteren, vandaag, vorige week",
                "2017-03-07 | 2017-03-08 | 2017-02-27/2017-03-05",
            ),
            ("twee jaar geleden, maandag", "2015 | 2017-03-06"),
        ],
    );
    check_in(
        "sv",
        day,
        &[
            ("den 3 mars 2017", "2017-03-03"),
            (
                "idag, igår, förra veckan",
                "2017-03-08 | 2017-03-07 | 2017-02-27/2017-03-05",
            ),
            ("i måndags, för två år sedan", "2017-03-06 | 2015"),
        ],
    );
    check_in("ru", day, &[("3 марта 2017 года", "2017-03-03")]);
    check_in(
        "und",
        day,
        &[("am 3. März 2017, yesterday", "2017-03-03 | 2017-03-07")],
    );
}
