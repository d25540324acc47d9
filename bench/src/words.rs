//! Made-up pages: pseudo-words whose frequencies fall as those of a language do. The same seed gives the same pages.

const SYLLABLES: [&str; 20] = [
    "ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "le", "mu", "na", "po", "ri", "sa", "te", "vu", "wa",
    "xi", "yo", "zu",
];
const VOCABULARY: u64 = 20_000;

/// A small generator of numbers (xorshift), enough for made-up words.
pub(crate) struct Words(u64);

impl Words {
    /// The words of a seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit
    }

    /// A word; a few are frequent, most are rare.
    pub(crate) fn word(&mut self) -> String {
        let unit = (self.next() % 1_000_000) as f64 / 1e6;
        let mut rank = ((VOCABULARY as f64).powf(unit)) as usize + 40;
        let mut word = String::new();
        while rank > 0 {
            word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
            rank /= SYLLABLES.len();
        }
        word
    }

    /// `count` words as one sentence.
    pub(crate) fn sentence(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ") + "."
    }

    /// A paragraph of about `count` words.
    pub(crate) fn paragraph(&mut self, count: usize) -> String {
        (0..count / 12).map(|_| self.sentence(12)).collect::<Vec<_>>().join(" ")
    }

    /// The page of this number, in HTML, with this many sections.
    pub(crate) fn page(number: u64, sections: usize) -> String {
        let mut words = Self::seeded(number + 1);
        let title = words.sentence(4);
        let sections: String = (0..sections)
            .map(|_| format!("<h2>{}</h2><p>{}</p>", words.sentence(3), words.paragraph(96)))
            .collect();
        format!("<html lang=en><title>{title}</title><main><h1>{title}</h1>{sections}</main>")
    }
}
