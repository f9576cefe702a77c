//! Which languages a word of a pattern belongs to.

use crate::article::Language;

/// A set of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages(u8);

impl Languages {
    pub const NONE: Languages = Languages(0);
    pub const EN: Languages = Languages(1);
    pub const DE: Languages = Languages(2);
    pub const FR: Languages = Languages(4);
    pub const ES: Languages = Languages(8);
    pub const PT: Languages = Languages(16);
    pub const NL: Languages = Languages(32);
    pub const SV: Languages = Languages(64);
    /// All languages, those without a bit of their own too.
    pub const ANY: Languages = Languages(u8::MAX);
    const OTHER: Languages = Languages(128);

    /// An undetermined article is read as English.
    pub fn of(language: Language) -> Languages {
        match language.code() {
            "en" | "und" => Languages::EN,
            "de" => Languages::DE,
            "fr" => Languages::FR,
            "es" => Languages::ES,
            "pt" => Languages::PT,
            "nl" => Languages::NL,
            "sv" => Languages::SV,
            _ => Languages::OTHER,
        }
    }

    pub const fn or(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }

    pub fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }
}
