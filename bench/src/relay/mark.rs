//! A time as a word: what is sent carries when it was sent, in letters that pass every guard at once.
//!
//! Digits would be held back as prices, words that begin like numbers or currencies as those, and letters that stand in
//! the instructions in the same order as a leak. So a mark is an `x` and eight consonants with an `x` behind each, a count
//! of microseconds to the base sixteen.

const LETTERS: &[u8; 16] = b"bcdfghjklmnpqrst";
const DIGITS: usize = 8;

/// How many bytes a mark has.
pub(crate) const LENGTH: usize = 2 * DIGITS + 1;

/// The word of a time in microseconds, below 2^32.
pub(crate) fn word(time_us: u64) -> String {
    let letter = |place: usize| char::from(LETTERS[(time_us >> (4 * (DIGITS - 1 - place))) as usize % 16]);
    std::iter::once('x').chain((0..DIGITS).flat_map(|place| [letter(place), 'x'])).collect()
}

/// The marks in `bytes`: the times they name, and where the last one ends.
pub(crate) fn read(bytes: &[u8]) -> (Vec<u64>, usize) {
    let (mut times, mut end) = (Vec::new(), 0);
    let mut at = 0;
    while at + LENGTH <= bytes.len() {
        match bytes[at].eq_ignore_ascii_case(&b'x').then(|| time(&bytes[at + 1..at + LENGTH])).flatten() {
            Some(time) => {
                times.push(time);
                at += LENGTH;
                end = at;
            }
            None => at += 1,
        }
    }
    (times, end)
}

fn time(letters: &[u8]) -> Option<u64> {
    letters.chunks(2).try_fold(0, |time, pair| {
        let digit = LETTERS.iter().position(|known| pair == [*known, b'x'])?;
        Some(time * 16 + digit as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for time in [0, 1, 15, 16, 123_456_789, 4_294_967_295] {
            let text = format!("next {}. x", word(time));
            assert_eq!(read(text.as_bytes()), (vec![time], 5 + LENGTH), "{text}");
        }
        assert_eq!(read(b"an expression, xbxbxbx"), (vec![], 0));
    }
}
