//! The numbers in square brackets by which a model says which passages it stands on: taken out of its words and kept.
//!
//! Fragments come cut anywhere. A link's text may be a number, too: what a parenthesis follows stays.

/// The longest mark that is waited for, in bytes.
const LONGEST: usize = 24;

/// Takes citations out of a model's words.
#[derive(Debug, Default)]
pub(super) struct Citations {
    /// What may still become a mark, with the space before it.
    held: String,
    cited: Vec<usize>,
}

impl Citations {
    /// The words that can be said by now. `most` is the highest number that names a passage.
    pub(super) fn push(&mut self, fragment: &str, most: usize) -> String {
        let mut out = String::with_capacity(fragment.len());
        for c in fragment.chars() {
            self.take(c, most, &mut out);
        }
        out
    }

    /// What was held back at the end.
    pub(super) fn finish(&mut self, most: usize) -> String {
        let held = std::mem::take(&mut self.held);
        if self.note(&held, most) { String::new() } else { held }
    }

    /// The numbers that were cited, each once, in order.
    pub(super) fn cited(&self) -> &[usize] {
        &self.cited
    }

    fn take(&mut self, c: char, most: usize, out: &mut String) {
        let mark = self.held.trim_start_matches(' ');
        let goes_on = match (mark.is_empty(), mark.ends_with(']')) {
            (true, _) => c == '[' || c == ' ' && self.held.len() < LONGEST,
            (_, true) => false,
            _ => (c.is_ascii_digit() || matches!(c, ',' | ' ' | ']')) && mark.len() < LONGEST,
        };
        if goes_on {
            self.held.push(c);
            return;
        }
        let held = std::mem::take(&mut self.held);
        if c == '(' || !self.note(&held, most) {
            out.push_str(&held);
        }
        match c {
            '[' | ' ' => self.held.push(c),
            _ => out.push(c),
        }
    }

    /// Notes the numbers of a whole mark; says whether it is one: each of its numbers names a passage.
    fn note(&mut self, held: &str, most: usize) -> bool {
        let Some(inner) = held.trim_start().strip_prefix('[').and_then(|mark| mark.strip_suffix(']')) else {
            return false;
        };
        let numbers: Option<Vec<usize>> =
            inner.split([',', ' ']).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect();
        let Some(numbers) =
            numbers.filter(|numbers| !numbers.is_empty() && numbers.iter().all(|n| (1..=most).contains(n)))
        else {
            return false;
        };
        for number in numbers {
            if !self.cited.contains(&number) {
                self.cited.push(number);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, cut: usize) -> (String, Vec<usize>) {
        let mut citations = Citations::default();
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::new();
        for piece in chars.chunks(cut) {
            out.push_str(&citations.push(&piece.iter().collect::<String>(), 7));
        }
        out.push_str(&citations.finish(7));
        (out, citations.cited().to_vec())
    }

    #[test]
    fn marks_are_taken_out_wherever_they_are_cut() {
        for (text, out, cited) in [
            ("Thirty days [2]. Free [1, 3]!", "Thirty days. Free!", vec![2, 1, 3]),
            ("One[1][2] two [2]", "One two", vec![1, 2]),
            ("A [link](x) and [2](https://x/) stay", "A [link](x) and [2](https://x/) stay", vec![]),
            ("[ ] and [] and [x1] stay", "[ ] and [] and [x1] stay", vec![]),
            ("ends in [1", "ends in [1", vec![]),
            ("two  spaces [7] here", "two  spaces here", vec![7]),
            ("- item [4]\n- other", "- item\n- other", vec![4]),
            ("Dial [4711], a[0], [3, 8]", "Dial [4711], a[0], [3, 8]", vec![]),
        ] {
            for cut in 1..6 {
                assert_eq!(read(text, cut), (out.to_owned(), cited.clone()), "{text} cut at {cut}");
            }
        }
    }
}
