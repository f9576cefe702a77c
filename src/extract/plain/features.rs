//! `lines → numbers`: what can be seen of a line of plain text without reading it.
//!
//! A line is described by its length, its end, its capitals, its function words and the marks of
//! [`lines::judge`]; by the same of its two neighbours on either side (Kohlschütter, Fankhauser
//! and Nejdl 2010 found these to decide most lines); and by where it stands among the sentences
//! of the document. Scripts without capitals or blanks are measured in characters. The trees
//! that make a score of these numbers are in [`super::trees`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::{Words, lines};
use crate::article::Removal;

/// Numbers that describe a line by itself.
const OWN: usize = 27;
/// Those of them that are also looked at in the neighbours.
const NEAR: [usize; 12] = [0, 1, 2, 3, 5, 7, 9, 12, 14, 15, 17, 24];
/// Numbers that say where a line stands.
const PLACE: usize = 20;
/// All numbers of a line; the first is always 1.
pub const COUNT: usize = 1 + OWN + 4 * NEAR.len() + PLACE;

/// Bytes of a line that are looked at, besides its end; enough to tell prose.
const LOOKED_AT_BYTES: usize = 400;

/// Words without which nobody writes a few sentences, in the languages of the common scripts.
const FUNCTION_WORDS: &str = "the of and to in a is was for that on with as by it he from at his \
    be are has have had an which not this were said they will their but who or its we you she her \
    der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an \
    werden aus hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur \
    de la le et les du dans est que qui pour par sur il au pas plus avec ce ne se sont aux son \
    mais comme ou elle sa été cette ses leur une un \
    el y los las por con no su al lo más pero sus ha este sí porque entre muy sin sobre también \
    o os da do em um uma para não dos se na mais foi ao ele das tem à seu sua são \
    di che è per della sono con alla del si nel dei anche più ma dal \
    het een van dat op te zijn voor met niet aan er om ook als bij \
    och att det som på är av för den till inte har ett om men \
    i w na z do się nie że to jest o jak po co za od \
    и в не на я что с он а как это по но из у за от о же так для был его все они был была было \
    к до мы или которые который которая также při je na se že ve a v o s do pro";

/// Words of buttons, forms, notices and lists of links; prose has them too, but seldom so many.
const PAGE_WORDS: &str = "share shares tweet facebook twitter instagram linkedin youtube pinterest whatsapp telegram \
    rss email e-mail print subscribe subscribed subscription subscribers newsletter newsletters inbox login \
    log sign signup register password account username cookie cookies consent privacy policy terms \
    conditions disclaimer copyright rights reserved advertisement advertise ads sponsored affiliate \
    comment comments reply replies says posted filed tags tag category categories archives related \
    recommended trending popular latest recent previous next menu home search skip navigation \
    toggle close open sidebar contact about faq help careers jobs shop cart checkout download \
    free demo trial pricing quote click follow join read more view all see load browse explore \
    watch listen learn back top page site website author updated published min minutes \
    teilen drucken anmelden abonnieren abo anzeige werbung kommentar kommentare kommentieren \
    datenschutz impressum agb nutzungsbedingungen einwilligung zustimmen weiterlesen mehr startseite suche \
    kontakt passwort konto registrieren einloggen schlagwörter verwandte artikel \
    partager imprimer abonner abonnez abonnement connexion connecter publicité commentaire \
    commentaires confidentialité mentions légales accueil recherche rechercher lire suivez inscrivez \
    accepter refuser \
    compartir imprimir suscríbete suscribirse suscripción publicidad comentario comentarios \
    privacidad aviso legal inicio buscar leer aceptar rechazar síguenos contacto iniciar sesión \
    compartilhar assine publicidade comentários privacidade entrar buscar leia aceitar \
    condividi stampa abbonati pubblicità commenti commento accetta rifiuta iscriviti accedi cerca leggi \
    delen afdrukken abonneer advertentie reacties reageer inloggen zoeken lees \
    dela prenumerera annons kommentarer logga läs udostępnij reklama komentarze zaloguj czytaj \
    поделиться печать подписаться подпишитесь подписывайтесь подписка войти вход регистрация \
    реклама комментарии комментарий комментировать комментариев конфиденциальности куки принять согласие \
    cookie-файлы поиск меню главная читать читайте далее ещё также контакты рассылка теги источник";

/// Words by which a site speaks to its reader.
const ADDRESS_WORDS: &str = "you your yours our us we sie ihr ihre ihrer ihren wir unser unsere uns \
    vous votre vos nous notre nos usted ustedes tu tus nosotros nuestro nuestra você seu nosso nossa \
    voi vostro noi nostro nostra u uw wij ons onze du din vi vår вы вас вам ваш ваши ваша мы наш наши нас";

/// What a word says about its line.
#[derive(Default, Clone, Copy)]
struct Kind {
    function: bool,
    page: bool,
    address: bool,
}

static KINDS: LazyLock<Words<Kind>> = LazyLock::new(|| {
    let mut kinds: Words<Kind> = Words::default();
    for word in FUNCTION_WORDS.split_whitespace() {
        kinds.entry(word).or_default().function = true;
    }
    for word in PAGE_WORDS.split_whitespace() {
        kinds.entry(word).or_default().page = true;
    }
    for word in ADDRESS_WORDS.split_whitespace() {
        kinds.entry(word).or_default().address = true;
    }
    kinds
});

/// What a word without the marks around it says about its line.
fn kind(word: &str) -> Option<Kind> {
    let mut small = [0u8; 40];
    if !word.is_ascii() {
        return match word.starts_with(char::is_uppercase) {
            true => KINDS.get(word.to_lowercase().as_str()).copied(),
            false => KINDS.get(word).copied(),
        };
    }
    let small = small.get_mut(..word.len())?;
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    KINDS.get(std::str::from_utf8(small).ok()?).copied()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether at least half of a few words are such as stand on buttons.
pub fn is_button(text: &str) -> bool {
    /// Longer lines of six words are rare.
    const BYTES_MAX: usize = 60;
    const WORDS_MAX: usize = 6;
    if text.len() > BYTES_MAX || text.ends_with('.') {
        return false;
    }
    let (mut words, mut page) = (0, 0);
    for word in text.split_whitespace() {
        words += 1;
        page += usize::from(kind(bare(word)).is_some_and(|kind| kind.page));
    }
    words <= WORDS_MAX && page * 2 >= words && page > 0
}

/// What a line is by itself.
struct Own {
    numbers: [f32; OWN],
    /// Characters, those of scripts that need fewer counted as more.
    size: f32,
    /// Whether it is a sentence of some length.
    prose: bool,
    /// Whether a button, form or pointer to other stories.
    marked: bool,
    /// How much of it are words of buttons.
    buttons: f32,
}

fn own(text: &str, times: u32) -> Own {
    let head = &text[..text.floor_char_boundary(LOOKED_AT_BYTES)];
    let (mut chars, mut dense, mut digits, mut upper, mut lower) = (0.0f32, 0.0f32, 0.0, 0.0, 0.0);
    let (mut commas, mut bars) = (0.0f32, 0.0);
    let mut year = 0;
    let mut digits_run = 0;
    for c in head.chars() {
        chars += 1.0;
        let is_digit = c.is_ascii_digit();
        digits_run = if is_digit { digits_run + 1 } else { 0 };
        if digits_run == 4 {
            year += 1;
        }
        if c.is_ascii_lowercase() {
            lower += 1.0;
        } else if is_digit {
            digits += 1.0;
        } else if c.is_ascii() {
            match c {
                ',' | ';' => commas += 1.0,
                '|' | '>' => bars += 1.0,
                'A'..='Z' => upper += 1.0,
                _ => {}
            }
        } else {
            match c {
                '、' | '，' | '。' | '；' | '،' => commas += 1.0,
                '·' | '›' | '»' | '•' | '→' | '▼' | '▾' => bars += 1.0,
                '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' => {
                    dense += 1.0;
                }
                c if c.is_lowercase() => lower += 1.0,
                c if c.is_uppercase() => upper += 1.0,
                _ => {}
            }
        }
    }
    let (mut words, mut capitals, mut function) = (0.0f32, 0.0f32, 0.0f32);
    let (mut page, mut address) = (0.0f32, 0.0f32);
    for word in head.split_whitespace() {
        words += 1.0;
        let bare = bare(word);
        if words > 1.0 && bare.starts_with(char::is_uppercase) {
            capitals += 1.0;
        }
        let kind = kind(bare);
        if let Some(kind) = kind {
            function += f32::from(u8::from(kind.function));
            page += f32::from(u8::from(kind.page));
            address += f32::from(u8::from(kind.address));
        }
    }
    let scale = text.len() as f32 / head.len().max(1) as f32;
    let size = (chars + 2.0 * dense) * scale;
    let is_dense = dense * 2.0 > chars;
    let sentence = lines::ends_sentence(text);
    let judged = lines::judge(text);
    let flag = |yes: bool| f32::from(u8::from(yes));
    let short = size < 60.0;
    let first = text.chars().next().unwrap_or(' ');
    let mark = |reason| flag(judged == Some(reason));
    let numbers = [
        flag(sentence),
        size.min(60.0) / 60.0,
        ((size - 60.0) / 120.0).clamp(0.0, 1.0),
        ((size - 180.0) / 300.0).clamp(0.0, 1.0),
        flag(text.ends_with([':', '：'])),
        if words > 1.0 {
            capitals / (words - 1.0)
        } else {
            0.0
        },
        flag(lower == 0.0 && upper > 1.0),
        // Particles of a script without blanks are not counted: its prose has some of them.
        if is_dense {
            0.4
        } else {
            (function / words.max(1.0)).min(0.6)
        },
        (commas * 60.0 / (chars + 2.0 * dense).max(60.0)).min(2.0),
        digits / chars.max(1.0),
        flag(bars > 0.0),
        flag(first.is_lowercase()),
        mark(Removal::Interface),
        mark(Removal::Credit),
        mark(Removal::Teaser),
        flag(times > 1),
        flag(short && text.ends_with(['?', '!', '？', '！'])),
        flag(short && year > 0),
        flag(words == 1.0 && !is_dense),
        flag(size < 120.0 && (text.contains('@') || head.contains("://") || head.contains("www."))),
        flag(words == 2.0 && !is_dense),
        flag(first.is_ascii_digit()),
        flag(matches!(first, '"' | '“' | '„' | '«' | '‘' | '\'')),
        flag(matches!(
            first,
            '-' | '–' | '•' | '*' | '·' | '#' | '→' | '>'
        )),
        if words <= 6.0 {
            page / words.max(1.0)
        } else {
            0.0
        },
        if words > 6.0 {
            (page * 5.0 / words).min(1.0)
        } else {
            0.0
        },
        if words > 3.0 {
            (address * 5.0 / words).min(1.0)
        } else {
            0.0
        },
    ];
    Own {
        numbers,
        size,
        prose: sentence && size >= 80.0 && (is_dense || function / words.max(1.0) >= 0.15),
        marked: matches!(judged, Some(Removal::Interface | Removal::Teaser)),
        buttons: if words <= 6.0 {
            page / words.max(1.0)
        } else {
            0.0
        },
    }
}

/// The numbers of each line.
pub fn of(texts: &[&str]) -> Vec<[f32; COUNT]> {
    let mut times: HashMap<&str, u32> = HashMap::new();
    /// Longer lines are no buttons, and dear to compare.
    const REPEATED_BYTES_MAX: usize = 200;
    for text in texts.iter().filter(|text| text.len() <= REPEATED_BYTES_MAX) {
        *times.entry(text).or_insert(0) += 1;
    }
    let owns: Vec<Own> = texts
        .iter()
        .map(|text| own(text, times.get(text).copied().unwrap_or(1)))
        .collect();
    let count = owns.len();
    let prose = |own: &Own| match own.prose {
        true => own.size.min(600.0),
        false => 0.0,
    };
    let mut sums = Vec::with_capacity(count + 1);
    let mut marks = Vec::with_capacity(count + 1);
    let mut buttons = Vec::with_capacity(count + 1);
    let (mut sum, mut marked, mut button) = (0.0, 0.0, 0.0);
    for own in &owns {
        sums.push(sum);
        marks.push(marked);
        buttons.push(button);
        button += own.buttons;
        sum += prose(own);
        marked += f32::from(u8::from(own.marked));
    }
    sums.push(sum);
    marks.push(marked);
    buttons.push(button);
    // The middle of the prose: the story is around it.
    let centre = sums
        .partition_point(|before| *before < sum / 2.0)
        .min(count);
    let far = |lines: usize| ((lines as f32) + 1.0).ln() / 4.0;
    let mut after = vec![count; count + 1];
    for at in (0..count).rev() {
        after[at] = if owns[at].prose { 0 } else { after[at + 1] + 1 };
    }
    let mut before = count;
    let total = sum.max(1.0);
    let mut all = Vec::with_capacity(count);
    for at in 0..count {
        let mut numbers = [0.0; COUNT];
        numbers[0] = 1.0;
        numbers[1..=OWN].copy_from_slice(&owns[at].numbers);
        let mut next = 1 + OWN;
        for offset in [-2isize, -1, 1, 2] {
            let near = at.checked_add_signed(offset).and_then(|at| owns.get(at));
            for which in NEAR {
                numbers[next] = near.map_or(0.0, |near| near.numbers[which]);
                next += 1;
            }
        }
        before = if owns[at].prose {
            0
        } else {
            before.saturating_add(1)
        };
        let around = |reach: usize| {
            let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(count));
            ((sums[to] - sums[from] - prose(&owns[at])) / (200.0 * reach as f32)).min(2.0)
        };
        let between = match at < centre {
            true => marks[centre] - marks[at],
            false => marks[at + 1] - marks[centre.min(at)],
        };
        let near = |reach: usize| {
            let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(count));
            ((buttons[to] - buttons[from]) / reach as f32).min(1.0)
        };
        let span = match at < centre {
            true => buttons[centre] - buttons[at],
            false => buttons[at + 1] - buttons[centre.min(at)],
        };
        let (above, below) = (sums[at] / total, (sum - sums[at + 1]) / total);
        let nearest = before.min(after[at]);
        let place = [
            around(1),
            around(3),
            around(8),
            far(before.min(50)),
            far(after[at].min(50)),
            far(nearest.min(50)),
            above,
            below,
            f32::from(u8::from(above < 0.01)),
            f32::from(u8::from(below < 0.01)),
            (between / 2.0).min(1.0) * f32::from(u8::from(at < centre)),
            (between / 2.0).min(1.0) * f32::from(u8::from(at >= centre)),
            (between / 10.0).min(1.0),
            at as f32 / count as f32,
            far(at.min(50)),
            far((count - at).min(50)),
            near(4),
            near(12),
            (span / 5.0).min(1.0) * f32::from(u8::from(at < centre)),
            (span / 5.0).min(1.0) * f32::from(u8::from(at >= centre)),
        ];
        numbers[next..].copy_from_slice(&place);
        all.push(numbers);
    }
    all
}
