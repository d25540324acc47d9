//! Statements over many rows at once, of few different texts, for each text is prepared and kept.

use std::fmt::Write as _;

/// The most rows of one statement.
const MOST: usize = 32;

/// Cuts rows into pieces of 32, 16, 8, 4, 2 and 1: so many texts of a statement serve any number of rows.
pub(crate) fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut left = rows;
    std::iter::from_fn(move || {
        let size = MOST.min(1 << left.len().checked_ilog2()?);
        let (piece, rest) = left.split_at(size);
        left = rest;
        Some(piece)
    })
}

/// Placeholders for rows of these types, from `$first` on: `(CAST($1 AS TEXT), CAST($2 AS BIGINT)), (…), …`.
pub(crate) fn placeholders(first: usize, rows: usize, kinds: &[&str]) -> String {
    let mut text = String::with_capacity(rows * kinds.len() * 20);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for (column, kind) in kinds.iter().enumerate() {
            let comma = if column == 0 { "" } else { ", " };
            // Writing to a string does not fail.
            let _ = write!(text, "{comma}CAST(${} AS {kind})", first + row * kinds.len() + column);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{pieces, placeholders};

    #[test]
    fn any_number_of_rows_comes_in_pieces_of_few_sizes() {
        for (rows, expected) in
            [(0, vec![]), (1, vec![1]), (7, vec![4, 2, 1]), (32, vec![32]), (75, vec![32, 32, 8, 2, 1])]
        {
            let rows: Vec<usize> = (0..rows).collect();
            let sizes: Vec<usize> = pieces(&rows).map(<[usize]>::len).collect();
            assert_eq!(sizes, expected);
            assert_eq!(pieces(&rows).flatten().copied().collect::<Vec<_>>(), rows, "each once, in order");
        }
    }

    #[test]
    fn placeholders_count_on() {
        assert_eq!(
            placeholders(3, 2, &["TEXT", "BIGINT"]),
            "(CAST($3 AS TEXT), CAST($4 AS BIGINT)), (CAST($5 AS TEXT), CAST($6 AS BIGINT))"
        );
    }
}
