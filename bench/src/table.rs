//! Medians and percentiles, and the tables in which they are shown.

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

/// The value below which `share` of the measurements lie.
pub(crate) fn percentile(values: &[f64], share: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * share) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// Prints rows of a value for each way; the first way is the reference, to which the others' difference is shown.
pub(crate) fn columns(title: &str, ways: &[&str], rows: &[(String, Vec<f64>)]) {
    println!("\n{title}");
    print!("  {:<54}", "");
    ways.iter().for_each(|way| print!(" {way:>10}"));
    println!("   more than {}", ways.first().copied().unwrap_or_default());
    for (what, values) in rows {
        print!("  {what:<54}");
        values.iter().for_each(|value| print!(" {value:>10.2}"));
        let reference = values.first().copied().unwrap_or(f64::NAN);
        let more = values.iter().skip(1).map(|value| format!("{:+.2}", value - reference));
        println!("   {}", more.collect::<Vec<_>>().join(" | "));
    }
}
