//! The labels of the model: what each token is part of, and where in the name it stands.
//!
//! BILOU (Ratinov and Roth 2009): begin, inside, last, or unit of a name of one of eight types, or
//! outside of all. Which label may follow which is fixed by that.

use std::ops::Range;

/// What the model tells apart; finer than [`EntityType`](super::super::EntityType).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    Per,
    Org,
    Gpe,
    Loc,
    Fac,
    Norp,
    Event,
    Misc,
}

impl Class {
    pub const ALL: [Class; CLASSES] = [
        Class::Per,
        Class::Org,
        Class::Gpe,
        Class::Loc,
        Class::Fac,
        Class::Norp,
        Class::Event,
        Class::Misc,
    ];

    /// The tag of the fine column of CoNLL files.
    pub fn name(self) -> &'static str {
        match self {
            Class::Per => "PER",
            Class::Org => "ORG",
            Class::Gpe => "GPE",
            Class::Loc => "LOC",
            Class::Fac => "FAC",
            Class::Norp => "NORP",
            Class::Event => "EVENT",
            Class::Misc => "MISC",
        }
    }

    /// The tag of the coarse column: PER, ORG, LOC or MISC.
    pub fn coarse(self) -> &'static str {
        match self {
            Class::Per => "PER",
            Class::Org => "ORG",
            Class::Gpe | Class::Loc | Class::Fac => "LOC",
            Class::Norp | Class::Event | Class::Misc => "MISC",
        }
    }
}

pub const CLASSES: usize = 8;
pub const LABELS: usize = 1 + 4 * CLASSES;

/// A label: 0 outside, else 1 + 4 × class + place.
pub type Label = u8;

pub const OUTSIDE: Label = 0;
const BEGIN: u8 = 0;
const INSIDE: u8 = 1;
const LAST: u8 = 2;
const UNIT: u8 = 3;

/// A set of labels, a bit each.
pub type LabelSet = u64;

pub const ANY: LabelSet = (1 << LABELS) - 1;

const fn place(label: Label) -> u8 {
    (label - 1) % 4
}

/// Whether a name goes on after this label.
const fn is_open(label: Label) -> bool {
    label != OUTSIDE && place(label) <= INSIDE
}

/// Whether a label may begin a sentence, or follow one that ends a name.
pub const fn may_begin(label: Label) -> bool {
    label == OUTSIDE || matches!(place(label), BEGIN | UNIT)
}

/// Whether a label may end a sentence.
pub const fn may_end(label: Label) -> bool {
    !is_open(label)
}

/// How many labels may end a sentence, and how many may begin one.
pub const ENDED: usize = 1 + 2 * CLASSES;

/// The labels that may end a sentence.
pub const ENDS: [usize; ENDED] = chosen(true);

/// The labels that may begin one.
pub const BEGINS: [usize; ENDED] = chosen(false);

const fn chosen(ends: bool) -> [usize; ENDED] {
    let mut chosen = [0; ENDED];
    let (mut label, mut count) = (0, 0);
    while label < LABELS as Label {
        if ends && may_end(label) || !ends && may_begin(label) {
            chosen[count] = label as usize;
            count += 1;
        }
        label += 1;
    }
    chosen
}

/// The labels of a class that begin a longer name, go on with it, and end it.
pub const fn places_of(class: Class) -> [usize; 3] {
    let first = 1 + 4 * class as u8;
    [
        (first + BEGIN) as usize,
        (first + INSIDE) as usize,
        (first + LAST) as usize,
    ]
}

/// Whether `next` may follow `label`.
pub const fn may_follow(label: Label, next: Label) -> bool {
    if is_open(label) {
        next != OUTSIDE && (label - 1) / 4 == (next - 1) / 4 && matches!(place(next), INSIDE | LAST)
    } else {
        may_begin(next)
    }
}

/// The labels of one name of `length` tokens.
pub fn labels_of(class: Class, length: usize) -> impl Iterator<Item = Label> {
    let first = 1 + 4 * class as u8;
    (0..length).map(move |at| {
        first
            + match (at == 0, at + 1 == length) {
                (true, true) => UNIT,
                (true, false) => BEGIN,
                (false, true) => LAST,
                (false, false) => INSIDE,
            }
    })
}

/// The names in a row of labels, by tokens.
pub fn names_of(labels: &[Label]) -> Vec<(Range<usize>, Class)> {
    let mut names = Vec::new();
    let mut begin = None;
    for (at, label) in labels.iter().copied().enumerate() {
        if label == OUTSIDE {
            begin = None;
            continue;
        }
        let class = Class::ALL[usize::from((label - 1) / 4) % CLASSES];
        match place(label) {
            UNIT => names.push((at..at + 1, class)),
            BEGIN => begin = Some(at),
            LAST => {
                if let Some(begin) = begin.take() {
                    names.push((begin..at + 1, class));
                }
            }
            _ => {}
        }
    }
    names
}
