//! The turns of phrase by which a visitor's wish is known, one table a language.
//!
//! Cues are whole words in lower case without punctuation, between commas. Left out: the tables themselves, and
//! what the words of the matter mean, which the index knows.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::cue_table::ALL;

/// The cues of one language.
#[derive(Debug)]
pub(crate) struct Cues {
    pub(crate) language: &'static str,
    /// The whole text is a greeting.
    pub(crate) greeting: &'static str,
    /// The whole text is a thank-you or a goodbye.
    pub(crate) thanks: &'static str,
    /// Asks who is speaking.
    pub(crate) about_me: &'static str,
    /// Asks for a person: one of these verbs …
    pub(crate) person_verb: &'static str,
    /// … beside one of these nouns.
    pub(crate) person_noun: &'static str,
    /// Asks for a person without any verb.
    pub(crate) person: &'static str,
    /// Asks whether one has to: that asks for none.
    pub(crate) must: &'static str,
    /// The visitor's own order, or damage.
    pub(crate) complaint: &'static str,
    /// Asks for goods.
    pub(crate) goods: &'static str,
    /// Asks how something is done, or about rules: a page answers, not goods.
    pub(crate) pages: &'static str,
    /// Opens a question.
    pub(crate) opening: &'static str,
    /// Joins two questions.
    pub(crate) and: &'static str,
    pub(crate) under: &'static str,
    pub(crate) over: &'static str,
    pub(crate) between: &'static str,
    pub(crate) cheapest: &'static str,
    pub(crate) dearest: &'static str,
    /// Asks for a number: an amount or a time.
    pub(crate) number: &'static str,
    /// Asks for steps.
    pub(crate) steps: &'static str,
    /// Begins a sentence that tells the steps, before what they lead to.
    pub(crate) purpose: &'static str,
    /// Asks what something is.
    pub(crate) meaning: &'static str,
    /// Words that say how a thing is and not what it is.
    pub(crate) looks: &'static str,
    /// Words for goods that name none ("products", "something"), and for their being there.
    pub(crate) wares: &'static str,
    /// The whole text is a goodbye.
    pub(crate) goodbye: &'static str,
    /// Before what goods must not be or have.
    pub(crate) not: &'static str,
    /// The same, behind what is wanted.
    pub(crate) such_not: &'static str,
    /// Between things that are excluded together, or of which one will do.
    pub(crate) or: &'static str,
    /// Before a size.
    pub(crate) size: &'static str,
    /// Asks how something is done while something else does not happen.
    pub(crate) avoids: &'static str,
    /// In a sentence that says so: something need not happen.
    pub(crate) spares: &'static str,
    /// At the beginning of a sentence that tells what happens when nothing is done about it.
    pub(crate) usually: &'static str,
    /// Asks whether something is allowed or possible.
    pub(crate) may: &'static str,
    /// In a sentence that says whether it is.
    pub(crate) allows: &'static str,
    /// Asks how two things differ.
    pub(crate) compares: &'static str,
    /// In a sentence that says how.
    pub(crate) contrasts: &'static str,
    /// Says that something may not or cannot be.
    pub(crate) denies: &'static str,
    /// Begins a question for what is such.
    pub(crate) which: &'static str,
    /// Asks how big something is.
    pub(crate) measures: &'static str,
    /// Asks what something weighs.
    pub(crate) weighs: &'static str,
    /// Asks for the telephone number of whoever answers.
    pub(crate) phone: &'static str,
    /// Asks for their e-mail address.
    pub(crate) mail: &'static str,
    /// Asks where they are.
    pub(crate) place: &'static str,
    /// Says that such a thing is the visitor's own, or is to be changed.
    pub(crate) mine: &'static str,
    /// What pages call the ways to reach somebody.
    pub(crate) contact: &'static str,
}

/// The cues of `language`; the English ones when it has none.
pub(crate) fn cues(language: &str) -> &'static Cues {
    ALL.iter().find(|c| c.language == language).unwrap_or(&ALL[0])
}

/// Text made ready for cues: lower case, words between single spaces, a space at both ends.
pub(crate) fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['’', '\''], "");
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A list, taken apart.
struct List {
    cues: Vec<&'static str>,
    /// A bit for each way in which one of them begins.
    beginnings: u64,
}

impl List {
    /// Every question asks for dozens of lists, and there are only so many: each is taken apart once in a thread, and kept.
    fn of(list: &'static str) -> &'static Self {
        thread_local! {
            static KNOWN: RefCell<FxHashMap<(usize, usize), &'static List>> = RefCell::default();
        }
        let place = (list.as_ptr() as usize, list.len());
        KNOWN.with_borrow_mut(|known| {
            *known.entry(place).or_insert_with(|| Box::leak(Self::read(list).into()))
        })
    }

    fn read(list: &'static str) -> Self {
        let cues: Vec<&str> = list.split(',').map(str::trim).collect();
        let beginnings = cues.iter().fold(0, |all, cue| all | beginning(cue));
        Self { cues, beginnings }
    }
}

/// The bit for how a text begins, be it a cue or what may begin with one.
fn beginning(text: &str) -> u64 {
    let mut bytes = text.bytes().chain(std::iter::repeat(b' '));
    let (first, second) = (bytes.next().unwrap_or_default(), bytes.next().unwrap_or_default());
    1 << (first.wrapping_mul(7).wrapping_add(second) % 64)
}

/// The cues of a list.
pub(crate) fn each(list: &'static str) -> impl Iterator<Item = &'static str> {
    List::of(list).cues.iter().copied()
}

/// The cues of `list` with which the text begins that [`plain`] made, as whole words.
pub(crate) fn at_beginning(plain: &str, list: &'static str) -> impl Iterator<Item = &'static str> {
    let list = List::of(list);
    let may = list.beginnings & beginning(plain) != 0;
    let cues = if may { &list.cues[..] } else { &[] };
    cues.iter().copied().filter(move |cue| begins(plain, cue))
}

/// Whether the text that [`plain`] made begins with one of the cues of `list`.
pub(crate) fn opens(plain: &str, list: &'static str) -> bool {
    at_beginning(plain, list).next().is_some()
}

fn begins(plain: &str, cue: &str) -> bool {
    plain.as_bytes().starts_with(cue.as_bytes()) && plain.as_bytes().get(cue.len()) == Some(&b' ')
}

/// Whether one of the cues of `list` stands in the text that [`plain`] made.
pub(crate) fn any(plain: &str, list: &'static str) -> bool {
    words(plain).any(|from| opens(&plain[from..], list))
}

/// Where words begin, and where the text ends.
fn words(plain: &str) -> impl Iterator<Item = usize> {
    plain.bytes().enumerate().filter(|(_, byte)| *byte == b' ').map(|(at, _)| at + 1)
}

/// Where a cue stands, as whole words.
pub(crate) fn find(plain: &str, cue: &str) -> Option<usize> {
    words(plain).find(|from| begins(&plain[*from..], cue))
}

/// Whether the whole text is made of cues of `list`.
pub(crate) fn only(plain: &str, list: &'static str) -> bool {
    if !any(plain, list) {
        return false;
    }
    let mut longest: Vec<&str> = each(list).collect();
    longest.sort_by_key(|cue| std::cmp::Reverse(cue.len()));
    let mut rest = plain.to_owned();
    for cue in longest {
        while let Some(at) = find(&rest, cue) {
            rest.replace_range(at..at + cue.len(), "");
        }
    }
    rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_whole_words() {
        let text = plain("Where's my parcel? It’s LATE!");
        assert_eq!(text, " wheres my parcel its late ");
        assert!(any(&text, "late, wheres my") && !any(&text, "here, parc"));
        assert!(only(&plain("Hello there!"), ALL[0].greeting));
        assert!(!only(&plain("Hello, parcels?"), ALL[0].greeting) && !only(&plain("?"), ALL[0].greeting));
    }

    #[test]
    fn cues_are_written_as_plain_text_is() {
        for cues in &ALL {
            let lists = [
                cues.greeting,
                cues.thanks,
                cues.about_me,
                cues.person_verb,
                cues.person_noun,
                cues.person,
                cues.must,
                cues.complaint,
                cues.goods,
                cues.pages,
                cues.opening,
                cues.and,
                cues.under,
                cues.over,
                cues.between,
                cues.cheapest,
                cues.dearest,
                cues.number,
                cues.steps,
                cues.purpose,
                cues.meaning,
                cues.looks,
                cues.wares,
                cues.goodbye,
                cues.not,
                cues.such_not,
                cues.or,
                cues.size,
                cues.avoids,
                cues.spares,
                cues.usually,
                cues.may,
                cues.allows,
                cues.compares,
                cues.contrasts,
                cues.denies,
                cues.which,
                cues.measures,
                cues.weighs,
                cues.phone,
                cues.mail,
                cues.place,
                cues.mine,
                cues.contact,
            ];
            for cue in lists.into_iter().flat_map(each) {
                assert_eq!(plain(cue).trim(), cue, "{}", cues.language);
            }
        }
    }
}
