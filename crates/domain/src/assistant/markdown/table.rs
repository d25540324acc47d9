//! Rows of tables: cells from a line, and how a line below the heads sets the columns.

use parlour_model::part::Alignment;

/// The sources of a row's cells. A pipe in a cell is escaped.
pub(super) fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '|' if escaped => {
                cells.last_mut().map(|cell| (cell.pop(), cell.push('|')));
            }
            '|' => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// How the columns are set, when `line` is the line below a table's heads.
pub(super) fn alignments(line: &str) -> Option<Vec<Alignment>> {
    cells(line).iter().map(|cell| alignment(cell)).collect()
}

fn alignment(cell: &str) -> Option<Alignment> {
    let dashes = cell.trim_matches(':');
    let edges = cell.len() - dashes.len();
    if dashes.is_empty() || edges > 2 || !dashes.bytes().all(|b| b == b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Alignment::Center,
        (false, true) => Alignment::Right,
        _ => Alignment::Left,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cut_at_its_pipes() {
        assert_eq!(cells("| a | b \\| c |"), ["a", "b | c"]);
        assert_eq!(cells("a|b"), ["a", "b"]);
        assert_eq!(cells("| a || "), ["a", ""]);
        assert_eq!(cells("|"), [""]);
    }

    #[test]
    fn the_line_below_the_heads_sets_the_columns() {
        use Alignment::{Center, Left, Right};
        assert_eq!(alignments("|---|:-:| --: |"), Some(vec![Left, Center, Right]));
        assert_eq!(alignments("--- | :--"), Some(vec![Left, Left]));
        assert_eq!(alignments("| a | - |"), None);
        assert_eq!(alignments("| |"), None);
    }
}
