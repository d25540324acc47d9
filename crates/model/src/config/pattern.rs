//! Patterns of pages: a page's path and query as a whole, where `*` stands for any run of characters.
//!
//! Contract: SmartAgent reference 1 (visibility), Chat Data reference 1 (where the bubble is hidden). Left out on purpose:
//! matching, which the page does whenever its address changes.

/// The most patterns of a list.
const MOST: usize = 100;
const LONGEST: usize = 500;

/// What is wrong with these patterns below `path`, as (path, remedy).
pub(super) fn faults(path: &str, patterns: &[String]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if patterns.len() > MOST {
        faults.push((path.to_owned(), format!("at most {MOST} patterns are allowed")));
    }
    for (i, pattern) in patterns.iter().enumerate().take(MOST) {
        if !is_pattern(pattern) {
            let remedy =
                "expected a path and query that begins with / or *, such as /checkout*, without # or spaces";
            faults.push((format!("{path}.{i}"), remedy.to_owned()));
        }
    }
    faults
}

fn is_pattern(text: &str) -> bool {
    text.starts_with(['/', '*'])
        && text.chars().count() <= LONGEST
        && !text.chars().any(|c| c == '#' || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_address_is_no_pattern() {
        let patterns =
            ["/", "*", "/help*", "*basket", "/a?b=*", "/ø", "https://a.example/", "", "/a#b", "/a b"];
        let found: Vec<String> =
            faults("hidden_urls", &patterns.map(str::to_owned)).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, ["hidden_urls.6", "hidden_urls.7", "hidden_urls.8", "hidden_urls.9"]);
    }
}
