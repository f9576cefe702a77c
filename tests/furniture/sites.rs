//! Makes the pages of ten invented papers: each with its template, its menu, its footer, boxes
//! that list its newest stories, lines of single sections, affairs whose background it repeats,
//! and wire copy that it shares with the others. What is story and what is not is known of every
//! word.

use std::collections::HashSet;
use std::fmt::Write;

use crate::support::Random;

/// A page, and what a careful reader would copy from it.
pub struct Page {
    pub path: String,
    pub content: String,
    pub paragraphs: Vec<String>,
}

struct Paper {
    name: &'static str,
    host: &'static str,
    city: &'static str,
    /// Lines below (and of some papers inside) every story.
    footer: &'static [&'static str],
    /// A line in the stories of one section only.
    sport: &'static str,
    template: Template,
}

#[derive(Clone, Copy)]
enum Template {
    /// `article`, `aside` and `footer`, and an address.
    Modern,
    /// `div`s that name nothing, all in one column with the story.
    Soup,
    /// A table of the nineties with line breaks.
    Table,
    /// Text copied from the screen.
    Text,
    /// Text with the menu, too.
    TextWithMenu,
}

const PAPERS: [Paper; 10] = [
    Paper {
        name: "The Anselm Courier",
        host: "anselm-courier.example",
        city: "Port Anselm",
        footer: &[
            "The Courier is bound by the code of the Kessarian Press Council.",
            "Every weekday at seven we write to forty thousand readers what the day will bring.",
            "Courier House, 14 Rope Walk, Port Anselm",
        ],
        sport: "Hear the Lanterns hour on Courier Radio every Monday at eight.",
        template: Template::Modern,
    },
    Paper {
        name: "Tresk Herald",
        host: "treskherald.example",
        city: "Tresk",
        footer: &[
            "This newspaper belongs to its readers: 11,204 members pay for what you have just read.",
            "Letters to the editor may be shortened and are printed with the name of the writer.",
            "Printed in Tresk on paper from the mills of Upper Orrin",
            "Our archive since 1911 can be read in the hall of the town library",
        ],
        sport: "Tables, fixtures and the tipping game are on page twelve of the printed paper.",
        template: Template::Soup,
    },
    Paper {
        name: "Sound Gazette",
        host: "soundgazette.example",
        city: "Tresk-on-Sea",
        footer: &[
            "Tide tables and harbour webcams for the whole of the Sound",
            "Gazette readers get one free crossing a year with their member card.",
            "Found a mistake? Tell the duty editor, who corrects it in tomorrow's second column.",
        ],
        sport: "The Gazette cup for school teams starts in May.",
        template: Template::Table,
    },
    Paper {
        name: "Hallowbridge Post",
        host: "hallowpost.example",
        city: "Hallowbridge",
        footer: &[
            "Post subscribers carried this report to your door at half past five this morning.",
            "Hallowbridge Post, founded 1864, an independent paper of the Voss-Hallow trust",
            "Advertise on these pages from nine crowns a line",
        ],
        sport: "Ring the sports desk with your results before nine on Sunday evening.",
        template: Template::Soup,
    },
    Paper {
        name: "Orrin Valley News",
        host: "orrinvalley.example",
        city: "Upper Orrin",
        footer: &[
            "Valley News is delivered with the milk in eleven villages.",
            "Weather, snow and the level of the reservoir by telephone: dial 1199",
        ],
        sport: "Ski times are without guarantee.",
        template: Template::Modern,
    },
    Paper {
        name: "Kessary Today",
        host: "kessarytoday.example",
        city: "Port Anselm",
        footer: &[
            "Kessary Today is the free paper of the underground and is handed out at all gates.",
            "Leave it on the seat for the next reader",
            "Win a year of free rides: the puzzle is on the last page",
        ],
        sport: "More football in the pocket guide at the newsstands.",
        template: Template::Table,
    },
    Paper {
        name: "Tidewater Notes",
        host: "tidewater.example",
        city: "Karlsund",
        footer: &[
            "I write these notes from a room above the chandler's shop.",
            "If you liked this, buy me a coffee or send the link to your aunt",
            "Tidewater Notes runs on a server under the stairs.",
        ],
        sport: "The tipping league has its own page.",
        template: Template::Text,
    },
    Paper {
        name: "Harbour Worker",
        host: "harbourworker.example",
        city: "Port Anselm",
        footer: &[
            "Harbour Worker is the voice of eight thousand members in nine ports.",
            "Join at the gate or at the hall in Cable Street",
            "Strike fund: Bank of Velland, account 7718-22",
            "Read it, pass it on, put it on the wall.",
        ],
        sport: "The works league plays on the ground behind shed four.",
        template: Template::TextWithMenu,
    },
    Paper {
        name: "Capital Ledger",
        host: "capitalledger.example",
        city: "Port Anselm",
        footer: &[
            "Prices are delayed by fifteen minutes and are no advice to buy or sell.",
            "Ledger Terminal clients read this story six minutes earlier.",
            "Capital Ledger Group, Exchange Yard, member of the Sound Business Press",
        ],
        sport: "Club shares are listed in the leisure segment.",
        template: Template::Text,
    },
    Paper {
        name: "Velland Mirror",
        host: "vellandmirror.example",
        city: "Tresk",
        footer: &[
            "Mirror reporters are paid by the Mirror alone and accept no gifts above twenty crowns.",
            "The picture desk buys your photographs: fifty crowns for the first page",
            "Velland Mirror, Glass Square 3, Tresk",
        ],
        sport: "Vote for the goal of the month until Friday noon.",
        template: Template::TextWithMenu,
    },
];

/// One of them stands below each story of the papers on the screen, in turn.
const PROMOTIONS: [&str; 12] = [
    "Gift a friend a month of reading, and we will plant a birch in the Orrin valley.",
    "The crossword has moved: you will find it behind the horoscope from now on.",
    "Our cook makes dumplings on Thursday, and you can watch her live.",
    "Eleven walks for a rainy weekend, gathered by our readers.",
    "Students pay half, and so do their grandmothers.",
    "Collect nine coupons and swap them for a tea towel.",
    "Is your street on our list of the loudest? Look it up on the map.",
    "Our new podcast asks old sailors about weather and love.",
    "Download the app to hear every story read aloud.",
    "Tell us what you pay for heating, and see what others do.",
    "The calendar for next year is out; twelve harbours, twelve months.",
    "Readers' trip to the glaciers: four cabins are still free",
];

const MENU: [&str; 7] = [
    "Home", "City", "Politics", "Money", "Sport", "Culture", "Weather",
];
const SECTIONS: [&str; 4] = ["City", "Politics", "Money", "Sport"];

const FIRST_NAMES: [&str; 16] = [
    "Ilse", "Viktor", "Tomas", "Amara", "Henrik", "Rustam", "Mirela", "Josef", "Sunniva",
    "Aurelio", "Bo", "Edda", "Paul", "Leopold", "Hugo", "Nadia",
];
const LAST_NAMES: [&str; 24] = [
    "Marandt",
    "Dravec",
    "Okonjo",
    "Sollis",
    "Baltasar",
    "Elkady",
    "Haas",
    "Lindqvar",
    "Brekke",
    "Pant",
    "Castellan",
    "Moreau",
    "Ferrant",
    "Graun",
    "Stenne",
    "Tolmer",
    "Wraxall",
    "Ibsley",
    "Korrin",
    "Vantrell",
    "Osgard",
    "Pellam",
    "Quist",
    "Rademer",
];
const PLACES: [&str; 16] = [
    "Pier Seven",
    "Rope Walk",
    "Lantern Hill",
    "the Orrin dam",
    "Hallowbridge",
    "Upper Orrin",
    "the old customs house",
    "Cable Street",
    "Glass Square",
    "the northern quay",
    "Karlsund",
    "the salt works",
    "Miller's Lock",
    "the town hall",
    "the courthouse",
    "Tresk",
];
const THINGS: [&str; 40] = [
    "ferry",
    "reservoir",
    "painting",
    "tramway",
    "bakery",
    "orchard",
    "lighthouse",
    "quarry",
    "hospital",
    "cathedral",
    "shipyard",
    "brewery",
    "library",
    "viaduct",
    "market",
    "cannery",
    "observatory",
    "greenhouse",
    "barracks",
    "monastery",
    "sawmill",
    "aquarium",
    "foundry",
    "railway",
    "vineyard",
    "theatre",
    "museum",
    "stadium",
    "pipeline",
    "warehouse",
    "embassy",
    "refinery",
    "windmill",
    "archive",
    "prison",
    "bridge",
    "tunnel",
    "school",
    "chapel",
    "depot",
];
const MATTERS: [&str; 24] = [
    "licence",
    "contract",
    "inspection",
    "budget",
    "strike",
    "audit",
    "lease",
    "donation",
    "permit",
    "verdict",
    "merger",
    "flood",
    "fire",
    "theft",
    "election",
    "ceasefire",
    "petition",
    "recall",
    "blackout",
    "pension",
    "tender",
    "boycott",
    "subsidy",
    "appeal",
];
const WHO: [&str; 16] = [
    "the council",
    "a spokeswoman",
    "two engineers",
    "the ministry",
    "the union",
    "neighbours",
    "the auditors",
    "an inspector",
    "the owners",
    "the court",
    "a former clerk",
    "the mayor",
    "the insurers",
    "pilots",
    "the prosecutor",
    "volunteers",
];
const SAID: [&str; 14] = [
    "said",
    "confirmed",
    "denied",
    "wrote in a letter",
    "told this reporter",
    "explained",
    "repeated",
    "conceded",
    "insisted",
    "announced",
    "complained",
    "recalled",
    "testified",
    "promised",
];
const WHEN: [&str; 12] = [
    "on Monday",
    "late on Tuesday",
    "in the spring",
    "before dawn",
    "after the hearing",
    "in a closed session",
    "without notice",
    "for the third time",
    "at the weekend",
    "two years ago",
    "within hours",
    "on Friday night",
];
const HOW: [&str; 14] = [
    "while the rain went on",
    "although nobody had asked",
    "as the papers show",
    "because the money was gone",
    "which surprised even the opposition",
    "and the lights went out again",
    "before a crowd of pensioners",
    "with a shrug",
    "in front of the cameras",
    "as in the year before",
    "until the telephone rang",
    "without a word to the press",
    "under a borrowed name",
    "in spite of the fog",
];

/// What a group of stories is about.
struct Affair {
    person: String,
    other: String,
    thing: &'static str,
    matter: &'static str,
    place: &'static str,
    /// Said in the same words whenever a paper comes back to it.
    background: String,
}

fn of<'a>(random: &mut Random, all: &[&'a str]) -> &'a str {
    all[random.below(all.len())]
}

fn name(random: &mut Random) -> String {
    format!("{} {}", of(random, &FIRST_NAMES), of(random, &LAST_NAMES))
}

fn affair(random: &mut Random) -> Affair {
    let (person, other) = (name(random), name(random));
    let (thing, matter) = (of(random, &THINGS), of(random, &MATTERS));
    let place = of(random, &PLACES);
    let (year, days) = (1990 + random.below(25), 3 + random.below(90));
    Affair {
        background: format!(
            "{person} bought the {thing} at {place} in {year} and lost it over the {matter} \
             {days} days later; {other} has denied any part in it."
        ),
        person,
        other,
        thing,
        matter,
        place,
    }
}

fn sentence(random: &mut Random, affair: &Affair) -> String {
    let (who, said, when) = (of(random, &WHO), of(random, &SAID), of(random, &WHEN));
    let (how, thing, matter) = (of(random, &HOW), of(random, &THINGS), of(random, &MATTERS));
    let number = 2 + random.below(900);
    let Affair {
        person,
        other,
        thing: its_thing,
        matter: its_matter,
        place,
        ..
    } = affair;
    let surname = person.split(' ').next_back().unwrap_or(person);
    let text = match random.below(9) {
        0 => format!("{who} {said} {when} that the {its_thing} was worth {number} crowns, {how}."),
        1 => {
            format!("{surname} {said} {when} that the {matter} had nothing to do with the {thing}.")
        }
        2 => format!("at {place}, {who} counted {number} people {when}, {how}."),
        3 => format!(
            "“The {its_matter} was a mistake, and so was the {thing},” {who} {said} {when}."
        ),
        4 => format!("{other} had seen {number} pages about the {matter} of the {thing} {when}."),
        5 => format!("no one at the {thing} knew of the {its_matter} {how}, {who} {said}."),
        6 => format!(
            "in {number} letters, {surname} asked {who} for the keys of the {its_thing} {when}."
        ),
        7 => {
            format!("the {matter} cost {number} crowns more than the {thing}, {who} {said} {how}.")
        }
        _ => format!(
            "{when}, {who} went from {place} to the {thing} to speak about the {its_matter}."
        ),
    };
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn paragraph(random: &mut Random, affair: &Affair) -> String {
    let sentences: Vec<String> = (0..1 + random.below(4))
        .map(|_| sentence(random, affair))
        .collect();
    sentences.join(" ")
}

#[derive(Clone)]
struct Story {
    title: String,
    paragraphs: Vec<String>,
    section: &'static str,
}

fn story(random: &mut Random, affair: &Affair, section: &'static str) -> Story {
    let surname = affair.person.split(' ').next_back().unwrap_or_default();
    let (thing, matter, place) = (affair.thing, affair.matter, affair.place);
    let (who, other_thing) = (of(random, &WHO), of(random, &THINGS));
    let number = 2 + random.below(400);
    let title = match random.below(6) {
        0 => format!("{surname} and the {other_thing}: {number} questions after the {matter}"),
        1 => format!("{number} crowns for the {thing}, and {who} knew"),
        2 => format!("What {who} found at {place} after {number} days"),
        3 => format!("New doubts over {thing} as {surname} meets {who} for hour {number}"),
        4 => format!("{surname} loses the {other_thing} vote by {number}"),
        _ => format!("The {matter} of {place}: page {number} is missing"),
    };
    let paragraphs = (0..5 + random.below(9)).map(|_| paragraph(random, affair));
    Story {
        title,
        paragraphs: paragraphs.collect(),
        section,
    }
}

/// Makes so many pages, in turn of the ten papers.
pub fn pages(count: usize) -> Vec<Page> {
    let mut random = Random::new();
    let per_paper = count / PAPERS.len();
    let affairs: Vec<Affair> = (0..40).map(|_| affair(&mut random)).collect();
    // Wire stories, of which each paper prints some.
    let wire: Vec<Story> = (0..per_paper / 3)
        .map(|_| {
            let about = random.below(affairs.len());
            story(&mut random, &affairs[about], random_section(about))
        })
        .collect();
    let mut pages = Vec::new();
    for (number, paper) in PAPERS.iter().enumerate() {
        let mut titles = HashSet::new();
        let mut stories: Vec<Story> = Vec::new();
        while stories.len() < per_paper {
            let about = random.below(affairs.len());
            let made = if random.below(5) == 0 {
                wire[random.below(wire.len())].clone()
            } else {
                let mut made = story(&mut random, &affairs[about], random_section(about));
                // The paper comes back to what happened before, in the middle or at the end.
                if random.below(3) == 0 {
                    let at = made.paragraphs.len() - random.below(2);
                    let background = affairs[about].background.clone();
                    made.paragraphs.insert(at, background);
                }
                made
            };
            if titles.insert(made.title.clone()) {
                stories.push(made);
            }
        }
        for at in 0..stories.len() {
            // The box lists what was printed around the same time.
            let listed: Vec<&str> = (1..=5)
                .map(|step| {
                    stories[(at / 10 * 10 + step * 3) % stories.len()]
                        .title
                        .as_str()
                })
                .filter(|title| *title != stories[at].title)
                .collect();
            let day = 1 + at % 28;
            let month = 1 + at / 28 % 12;
            let date = format!("2016-{month:02}-{day:02}");
            let content = paper.page(&Printed {
                story: &stories[at],
                listed: &listed,
                date: &date,
                number: at,
                byline: format!("By {}", name(&mut random)),
            });
            let extension = match paper.template {
                Template::Text | Template::TextWithMenu => "txt",
                _ => "html",
            };
            pages.push(Page {
                path: format!("{number}-{}/{at:04}.{extension}", paper.host),
                content,
                paragraphs: stories[at].paragraphs.clone(),
            });
        }
    }
    pages
}

/// A story on its page.
struct Printed<'a> {
    story: &'a Story,
    /// Titles in the box of other stories.
    listed: &'a [&'a str],
    date: &'a str,
    number: usize,
    byline: String,
}

fn promotion(number: usize) -> &'static str {
    PROMOTIONS[number % PROMOTIONS.len()]
}

fn random_section(about: usize) -> &'static str {
    SECTIONS[about % SECTIONS.len()]
}

impl Paper {
    fn page(&self, printed: &Printed) -> String {
        match self.template {
            Template::Modern => self.modern(printed),
            Template::Soup => self.soup(printed),
            Template::Table => self.table(printed),
            Template::Text | Template::TextWithMenu => self.text(printed),
        }
    }

    fn section_line(&self, story: &Story) -> Option<&'static str> {
        (story.section == "Sport").then_some(self.sport)
    }

    fn modern(&self, printed: &Printed) -> String {
        let Printed {
            story,
            listed,
            date,
            number,
            byline,
        } = printed;
        let (name, host, title) = (self.name, self.host, &story.title);
        let mut page = format!(
            "<!doctype html><html lang=en><head><title>{title} | {name}</title>\
             <link rel=canonical href='https://{host}/{}/{number}'>\
             <meta property='article:published_time' content='{date}T06:00:00Z'></head><body>\
             <nav><ul>",
            story.section.to_lowercase()
        );
        for entry in MENU {
            write!(page, "<li><a href='/{entry}'>{entry}</a></li>").unwrap();
        }
        write!(
            page,
            "</ul></nav><main><article><h1>{title}</h1><p class=byline>{byline}</p>"
        )
        .unwrap();
        let middle = story.paragraphs.len() / 2;
        for (at, paragraph) in story.paragraphs.iter().enumerate() {
            write!(page, "<p>{paragraph}</p>").unwrap();
            if at == middle {
                write!(page, "<p>{}</p>", self.footer[1]).unwrap();
            }
        }
        if let Some(line) = self.section_line(story) {
            write!(page, "<p>{line}</p>").unwrap();
        }
        write!(page, "<p>{}</p>", promotion(*number)).unwrap();
        page.push_str("</article><aside><h3>Most read</h3><ol>");
        for title in *listed {
            write!(page, "<li><a href='/x'>{title}</a></li>").unwrap();
        }
        page.push_str("</ol></aside></main><footer>");
        for line in self.footer {
            write!(page, "<p>{line}</p>").unwrap();
        }
        page.push_str("</footer></body></html>");
        page
    }

    fn soup(&self, printed: &Printed) -> String {
        let Printed {
            story,
            listed,
            date,
            number,
            byline,
        } = printed;
        let (name, title) = (self.name, &story.title);
        let mut page = format!(
            "<html><head><title>{name} - {title}</title></head><body><div><div>{}</div><div>\
             <div><h1>{title}</h1></div><div>{byline}, {date}</div>",
            MENU.map(|entry| format!("<a href=/{entry}>{entry}</a>"))
                .join(" ")
        );
        for paragraph in &story.paragraphs {
            write!(page, "<p>{paragraph}</p>").unwrap();
        }
        if let Some(line) = self.section_line(story) {
            write!(page, "<p>{line}</p>").unwrap();
        }
        write!(
            page,
            "<p>{}</p><p>{}</p>",
            promotion(*number),
            self.footer[0]
        )
        .unwrap();
        for title in *listed {
            write!(page, "<p>{title}</p>").unwrap();
        }
        for line in &self.footer[1..] {
            write!(page, "<p>{line}</p>").unwrap();
        }
        page.push_str("</div></div></body></html>");
        page
    }

    fn table(&self, printed: &Printed) -> String {
        let Printed {
            story,
            listed,
            date,
            byline,
            ..
        } = printed;
        let (name, title) = (self.name, &story.title);
        let mut page = format!(
            "<HTML><HEAD><TITLE>{title} - {name}</TITLE></HEAD><BODY><TABLE><TR><TD>{}</TD><TD>\
             <H2>{title}</H2><I>{byline}</I> {date}<BR><BR>",
            MENU.join("<BR>")
        );
        for paragraph in &story.paragraphs {
            write!(page, "{paragraph}<BR><BR>").unwrap();
        }
        if let Some(line) = self.section_line(story) {
            write!(page, "{line}<BR><BR>").unwrap();
        }
        for line in self.footer {
            write!(page, "{line}<BR><BR>").unwrap();
        }
        page.push_str("</TD></TR><TR><TD></TD><TD>");
        for title in *listed {
            write!(page, "<A HREF=x.htm>{title}</A><BR>").unwrap();
        }
        page.push_str("</TD></TR></TABLE></BODY></HTML>");
        page
    }

    fn text(&self, printed: &Printed) -> String {
        let Printed {
            story,
            listed,
            date,
            number,
            byline,
        } = printed;
        let mut page = String::new();
        if matches!(self.template, Template::TextWithMenu) {
            page += &MENU.join("\n");
            page += "\n\n";
        }
        write!(page, "{}\n\n{byline}\n{date}\n\n", story.title).unwrap();
        let middle = story.paragraphs.len() / 2;
        for (at, paragraph) in story.paragraphs.iter().enumerate() {
            write!(page, "{paragraph}\n\n").unwrap();
            if at == middle && matches!(self.template, Template::TextWithMenu) {
                // The box stands in the midst of the story, where the page had it.
                write!(page, "{}\n\n{}\n\n", listed[0], self.footer[0]).unwrap();
            }
        }
        if let Some(line) = self.section_line(story) {
            write!(page, "{line}\n\n").unwrap();
        }
        writeln!(page, "{}", promotion(*number)).unwrap();
        for title in *listed {
            writeln!(page, "{title}").unwrap();
        }
        page.push('\n');
        for line in self.footer {
            writeln!(page, "{line}").unwrap();
        }
        writeln!(page, "{} - {}", self.name, self.city).unwrap();
        page
    }
}
