//! The measures, pure: what was found against what is relevant.

use super::collection::Judgements;

/// A mean that grows value by value; nothing has the mean 0.
#[derive(Debug, Default)]
pub(super) struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    pub(super) fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    pub(super) fn value(&self) -> f64 {
        self.sum / f64::from(self.count.max(1))
    }
}

/// The discounted gain of what was found, beside the best there is.
pub(super) fn ndcg(found: &[String], judgements: &Judgements, depth: usize) -> f64 {
    let gains = found.iter().map(|id| judgements.get(id).copied().unwrap_or(0.0));
    let mut ideal: Vec<f64> = judgements.values().copied().collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    match discounted(ideal.into_iter().take(depth)) {
        0.0 => 0.0,
        best => discounted(gains.take(depth)) / best,
    }
}

/// The share of the relevant documents that was found.
pub(super) fn recall(found: &[String], judgements: &Judgements) -> f64 {
    let hits = found.iter().filter(|id| judgements.contains_key(*id)).count();
    hits as f64 / judgements.len().max(1) as f64
}

fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    gains.zip(2u32..).map(|(gain, place)| gain / f64::from(place).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgements(pairs: &[(&str, f64)]) -> Judgements {
        pairs.iter().map(|(id, relevance)| ((*id).to_owned(), *relevance)).collect()
    }

    fn found(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_hit_counts_for_less_the_further_down_it_stands() {
        let one = judgements(&[("a", 1.0)]);
        for (ids, expected) in [
            (vec!["a", "b"], 1.0),
            (vec!["b", "a"], 0.630_929_75),
            (vec!["b", "c", "a"], 0.5),
            (vec!["b"], 0.0),
        ] {
            assert!((ndcg(&found(&ids), &one, 10) - expected).abs() < 1e-6, "{ids:?}");
        }
    }

    #[test]
    fn grades_are_gains_and_the_ideal_has_all_that_is_judged() {
        let graded = judgements(&[("a", 1.0), ("b", 3.0)]);
        // (1/1 + 3/log2(3)) over (3/1 + 1/log2(3))
        assert!((ndcg(&found(&["a", "b"]), &graded, 10) - 0.796_707_6).abs() < 1e-6);
        assert!((ndcg(&found(&["b", "a"]), &graded, 10) - 1.0).abs() < 1e-9);
        assert!((ndcg(&found(&["b"]), &graded, 10) - 0.826_234_9).abs() < 1e-6);
        assert!((ndcg(&found(&["a"]), &graded, 1) - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn recall_is_the_share_of_the_relevant() {
        let four = judgements(&[("a", 1.0), ("b", 1.0), ("c", 2.0), ("d", 1.0)]);
        assert_eq!(recall(&found(&["x", "a", "c"]), &four), 0.5);
        assert_eq!(recall(&[], &four), 0.0);
    }
}
