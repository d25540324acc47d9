//! By what somebody is reached, as it stands in a text: telephone numbers, e-mail addresses, streets.

use super::super::understand::Contact;

/// The least digits of a telephone number.
const PHONE_DIGITS: usize = 7;

/// Whether `text` has what was asked for.
pub(super) fn has(text: &str, contact: Contact) -> bool {
    match contact {
        Contact::Phone => has_phone(text),
        Contact::Mail => text.split_whitespace().any(is_mail),
        Contact::Place => has_street(text),
    }
}

/// Digits that begin with a plus, a nought or a bracket, with nothing but space and dashes between them.
fn has_phone(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '\u{a0}' | '-' | '(' | ')' | '/');
    text.split(|c| !is_part(c)).map(str::trim).any(|run| {
        run.starts_with(['+', '0', '(']) && run.bytes().filter(u8::is_ascii_digit).count() >= PHONE_DIGITS
    })
}

fn is_mail(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
    })
}

/// The number of a house beside the name of a street, between commas.
fn has_street(text: &str) -> bool {
    text.split_inclusive([',', '\n']).filter(|part| part.ends_with(',')).any(|part| {
        let words: Vec<&str> = part.trim_end_matches(',').split_whitespace().collect();
        let is_name = |word: &&str| word.len() > 2 && word.starts_with(char::is_uppercase);
        let beside = |at: usize| words.get(at).is_some_and(is_name);
        words.iter().enumerate().any(|(at, word)| {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let house = (1..=4).contains(&digits) && word.len() <= digits + 1;
            // "4 Quay Lane" begins its part, and "Lange Gasse 12" ends it.
            house
                && ((at == 0 && beside(1)) || (at + 1 == words.len() && at > 0 && at <= 3 && beside(at - 1)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_addresses_and_streets_are_told_from_other_numbers() {
        for (text, phone, mail, place) in [
            ("Telephone\n+353 20 912 0144\nMonday to Friday, 9:00–17:00", true, false, false),
            ("Ring 06-1234 5678 or (020) 123 4567.", true, false, false),
            ("Write to orders@shop.example.", false, true, false),
            ("The shop is at 4 Quay Lane, Carrowmell.", false, false, false),
            (
                "The shop is in the old works: The Ropewalk, 4 Quay Lane, Carrowmell, Ireland.",
                false,
                false,
                true,
            ),
            ("Lange Gasse 12, 1080 Wien", false, false, true),
            ("We pay €25, €50, €100 and €150 within 30 days, always.", false, false, false),
            ("Order WF-204817 was placed on 15 November, at 10:00.", false, false, false),
            ("", false, false, false),
        ] {
            let found = [Contact::Phone, Contact::Mail, Contact::Place].map(|contact| has(text, contact));
            assert_eq!(found, [phone, mail, place], "{text}");
        }
    }
}
