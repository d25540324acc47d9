//! Where a file is found by the public, and what it is called when it does not say so.

use std::path::Path;

use url::Url;

/// The address of the file at `relative`: joined to `base`, else the relative path itself.
pub(super) fn of_file(base: Option<&Url>, relative: &Path) -> String {
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    let Some(mut url) = base.cloned() else { return parts.join("/") };
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(parts);
    }
    url.into()
}

/// A title made of the last part of an address: `returns-policy.html` is `Returns policy`.
pub(super) fn title(address: &str) -> String {
    let path = Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.path().to_owned());
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let words: Vec<_> = stem.split(['-', '_', ' ']).filter(|w| !w.is_empty()).collect();
    let title = words.join(" ");
    let mut letters = title.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_below_the_base() {
        let base = |url: &str| Url::parse(url).ok();
        for (base, relative, expected) in [
            (None, "a/b.html", "a/b.html"),
            (base("https://x.example"), "b.html", "https://x.example/b.html"),
            (base("https://x.example/help"), "a/b c.html", "https://x.example/help/a/b%20c.html"),
            (base("https://x.example/help/"), "b.html", "https://x.example/help/b.html"),
        ] {
            assert_eq!(of_file(base.as_ref(), Path::new(relative)), expected);
        }
    }

    #[test]
    fn titles_are_made_of_names() {
        for (address, expected) in [
            ("https://x.example/help/returns-policy.html?x=1", "Returns policy"),
            ("a/opening_hours.txt", "Opening hours"),
            ("https://x.example/", "https://x.example/"),
        ] {
            assert_eq!(title(address), expected);
        }
    }
}
