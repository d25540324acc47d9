//! Whether somebody asks for a person, by a verb and who is meant, or in a few words.

use super::cues::{self, Cues};

/// Languages whose verb may come last: "mit einem Menschen sprechen".
const VERB_LAST: [&str; 2] = ["de", "nl"];

/// Whether a text, made plain, asks for a person.
pub(super) fn is_asked_for(plain: &str, cues: &Cues) -> bool {
    // "Do I need to talk to a person to return it?" is a question of rules.
    if cues::any(plain, cues.must) {
        return false;
    }
    let short = plain.split_whitespace().count() <= 6;
    let verb = cues::each(cues.person_verb).filter_map(|cue| cues::find(plain, cue)).min();
    let spoken = verb.is_some_and(|at| {
        let from = if VERB_LAST.contains(&cues.language) { 0 } else { at };
        cues::any(&plain[from..], cues.person_noun)
    });
    spoken || (short && cues::any(plain, cues.person))
}
