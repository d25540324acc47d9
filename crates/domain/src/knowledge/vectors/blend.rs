//! What the index found and what is near, as one list.

use std::collections::HashMap;

use super::super::index::Hit;
use super::field::Near;

/// How many hits of each are looked at.
pub const DEPTH: usize = 100;
/// How much nearness counts beside the words.
const NEARNESS: f32 = 0.5;

/// The best `most` of both, best first. Both scores are brought to the span from 0 to 1 and added; a passage that only
/// one of them has gets nothing from the other. What a hit covers of the question stays as the index says: a passage
/// without any word of it covers nothing. `hits` should be the index's best [`DEPTH`].
pub fn blend(hits: Vec<Hit>, near: &[Near], most: usize) -> Vec<Hit> {
    let (Some(best), Some(first), Some(last)) = (hits.first(), near.first(), near.last()) else {
        return taken(hits, near, most);
    };
    let (top, low) = (best.score.max(f32::EPSILON), last.cosine);
    let span = (first.cosine - low).max(f32::EPSILON);
    let nearness: HashMap<&str, f32> =
        near.iter().map(|n| (n.id.as_str(), NEARNESS * (n.cosine - low) / span)).collect();
    let mut all: Vec<Hit> = hits
        .into_iter()
        .map(|hit| {
            let near = nearness.get(hit.id.as_str()).copied().unwrap_or(0.0);
            Hit { score: top * ((1.0 - NEARNESS) * hit.score / top + near), ..hit }
        })
        .collect();
    for near in near {
        if !all.iter().any(|hit| hit.id == near.id) {
            all.push(only_near(near, top * nearness[near.id.as_str()]));
        }
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    all.truncate(most);
    all
}

/// When one of the two has found nothing: what the other has.
fn taken(mut hits: Vec<Hit>, near: &[Near], most: usize) -> Vec<Hit> {
    if hits.is_empty() {
        hits = near.iter().map(|near| only_near(near, near.cosine)).collect();
    }
    hits.truncate(most);
    hits
}

/// The page of such a hit is known once its row is read.
fn only_near(near: &Near, score: f32) -> Hit {
    Hit { id: near.id.clone(), page_id: String::new(), score, coverage: 0.0 }
}
