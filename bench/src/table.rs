//! Medians, and the table in which they are shown.

/// The median of some measurements.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Prints rows of (what, median, unit), each with its ratio to the first, the reference.
pub(crate) fn print(title: &str, rows: &[(&str, f64, &str)]) {
    println!("\n{title}");
    let reference = rows.first().map_or(f64::NAN, |row| row.1);
    for (what, value, unit) in rows {
        println!("  {what:<58} {value:>12.1} {unit:<10} {:>7.2} x", value / reference);
    }
}
