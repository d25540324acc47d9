//! In `domain`, each module uses only those declared before it.

use super::Finding;
use super::source::{bare, is_name, line_of, name_at};
use super::tree::Tree;

const FOLDER: &str = "crates/domain/src/";
/// What every module may use, these themselves included: they come first.
const FLOOR: [&str; 3] = ["cx", "error", "feed"];

/// The modules of `domain`, in the order that `lib.rs` declares them, and where the names it exports come from.
struct Order {
    modules: Vec<String>,
    exports: Vec<(String, String)>,
}

/// The rule.
pub(super) fn in_order(tree: &Tree) -> Vec<Finding> {
    let lib = format!("{FOLDER}lib.rs");
    let Some(text) = tree.get(&lib) else {
        return vec![format!("{lib}: it is missing")];
    };
    let order = Order::read(text);
    if order.modules.iter().take(FLOOR.len()).ne(FLOOR.iter()) {
        return vec![format!("{lib}: it must declare {} first", FLOOR.join(" and "))];
    }
    tree.under(FOLDER)
        .filter(|(path, _)| *path != lib)
        .flat_map(|(path, text)| order.check(path, text))
        .collect()
}

impl Order {
    fn read(lib: &str) -> Self {
        let lib = bare(lib);
        let (mut modules, mut exports) = (Vec::new(), Vec::new());
        for line in lib.split([';', '}']).map(str::trim) {
            // Attributes may stand before a declaration.
            let line = line.rsplit_once(']').map_or(line, |(_, rest)| rest.trim());
            let public = line.strip_prefix("pub ").unwrap_or(line);
            if let Some(name) = public.strip_prefix("mod ") {
                modules.push(name_at(name).to_owned());
            } else if let Some(path) = public.strip_prefix("use ") {
                let from = name_at(path.strip_prefix("crate::").unwrap_or(path)).to_owned();
                let names = path.split(|c: char| !is_name(c)).filter(|name| !name.is_empty());
                exports.extend(names.skip(1).map(|name| (name.to_owned(), from.clone())));
            }
        }
        Self { modules, exports }
    }

    fn check(&self, path: &str, text: &str) -> Vec<Finding> {
        let inside = path.strip_prefix(FOLDER).unwrap_or(path);
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        let Some(mine) = self.place(module) else {
            return vec![format!("{path}: lib.rs does not declare the module {module}")];
        };
        let code = bare(text);
        let mut up = inside.matches('/').count() + 1;
        if inside.ends_with("/mod.rs") {
            up -= 1;
        }
        let used = uses_after(&code, "crate::", false);
        let climbed = uses_after(&code, &"super::".repeat(up), true);
        // A climb may also end in a module of the file itself: only names of later modules tell.
        used.into_iter()
            .chain(climbed.into_iter().filter(|(_, name)| self.place(name).is_some()))
            .filter_map(|(offset, name)| {
                let later = self.place(self.origin(&name)).is_some_and(|place| place > mine);
                later.then(|| {
                    format!("{path}:{}: {module} uses {name}, which comes after it", line_of(&code, offset))
                })
            })
            .collect()
    }

    /// How far up a module stands; the floor is one level.
    fn place(&self, module: &str) -> Option<usize> {
        let place = self.modules.iter().position(|name| name == module)?;
        Some(place.saturating_sub(FLOOR.len() - 1))
    }

    /// The module that an exported name comes from; a module's name stands for itself.
    fn origin<'a>(&'a self, name: &'a str) -> &'a str {
        self.exports.iter().find(|(exported, _)| exported == name).map_or(name, |(_, from)| from)
    }
}

/// The first names of what follows each `prefix`: one, or those of a list in braces.
fn uses_after(code: &str, prefix: &str, whole_climb: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (offset, _) in code.match_indices(prefix) {
        let before = &code[..offset];
        if before.ends_with(is_name) || (whole_climb && before.ends_with("super::")) {
            continue;
        }
        let rest = &code[offset + prefix.len()..];
        match rest.trim_start().strip_prefix('{') {
            Some(list) => found.extend(firsts(list).into_iter().map(|name| (offset, name))),
            None => found.push((offset, name_at(rest).to_owned())),
        }
    }
    found
}

/// The first name of each item of a list, up to its closing brace; lists within lists belong to their item.
fn firsts(list: &str) -> Vec<String> {
    let (mut depth, mut item, mut names) = (0_usize, String::new(), Vec::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut item)),
            _ => item.push(c),
        }
    }
    names.push(item);
    names.iter().map(|item| name_at(item.trim()).to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: &str = "//! x\nmod cx;\nmod error;\npub mod feed;\npub use cx::Cx;\n#[doc(hidden)]\npub mod event;\n\
        pub mod access;\npub use access::{Key, Token};\npub mod chat;\n";

    fn findings(path: &str, text: &str) -> Vec<Finding> {
        in_order(&Tree::from([("crates/domain/src/lib.rs", LIB), (path, text)]))
    }

    #[test]
    fn using_what_came_before_is_fine() {
        let text = "use crate::{Cx, access::{self, Key}, event};\nfn a() { crate::event::record() }\n\
            // crate::chat is only talked about\n";
        assert_eq!(findings("crates/domain/src/access.rs", text), Vec::<String>::new());
        assert_eq!(
            findings("crates/domain/src/chat/mod.rs", "use crate::{Token, chat::turn};"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn using_what_comes_later_is_found() {
        for text in [
            "use crate::chat;",
            "use crate::{Cx, chat::{Turn, Part}};",
            "use crate::{\n    Cx,\n    chat,\n};",
            "fn a() { crate::chat::send() }",
            "use super::chat::send;",
        ] {
            let found = findings("crates/domain/src/access.rs", text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        assert!(findings("crates/domain/src/event.rs", "\nuse crate::Token;")[0].contains("event.rs:2"));
        assert_eq!(findings("crates/domain/src/event/feed.rs", "use super::super::chat;").len(), 1);
        assert_eq!(findings("crates/domain/src/event/mod.rs", "use super::chat;").len(), 1);
    }

    #[test]
    fn a_file_of_no_module_is_found() {
        assert_eq!(findings("crates/domain/src/orphan.rs", "").len(), 1);
    }

    #[test]
    fn the_floor_comes_first() {
        assert!(findings("crates/domain/src/cx.rs", "use crate::error::Error;").is_empty());
        assert_eq!(findings("crates/domain/src/error.rs", "use crate::event;").len(), 1);
        let tree = Tree::from([("crates/domain/src/lib.rs", "mod error;\nmod cx;\n")]);
        assert_eq!(in_order(&tree).len(), 1);
        assert_eq!(in_order(&Tree::default()).len(), 1);
    }
}
