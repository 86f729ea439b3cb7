//! Dates as Movable Type writes them.

use jiff::civil::{Date, DateTime, Time};

/// A date such as `03/25/2025 10:21:46 PM`, in the time of the blog. Years of two digits are those of the last century.
/// Other systems that write the format put the year first.
pub(super) fn parse(written: &str) -> Option<DateTime> {
    let (date, time) = written.trim().split_once([' ', 'T']).unwrap_or((written.trim(), ""));
    let parts: Vec<&str> = date.split(['/', '-']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, a, b) };
    let year: i16 = match (number(year)?, year.len()) {
        (year, 2) => i16::from(i8::try_from(year).ok()?) + 1900,
        (year, 4) => i16::try_from(year).ok()?,
        _ => return None,
    };
    let date = Date::new(year, short(month)?, short(day)?).ok()?;
    Some(date.to_datetime(time_of_day(time)?))
}

fn time_of_day(written: &str) -> Option<Time> {
    let lower = written.trim().to_ascii_lowercase();
    if lower.is_empty() {
        return Some(Time::midnight());
    }
    let (clock, half) = match lower.find(['a', 'p']) {
        Some(at) => lower.split_at(at),
        None => (lower.as_str(), ""),
    };
    let parts: Vec<&str> = clock.trim().split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (short(hour)?, short(minute)?, 0),
        [hour, minute, second] => (short(hour)?, short(minute)?, short(second)?),
        _ => return None,
    };
    let hour = match (half.trim_matches('.').get(..1), hour) {
        (Some("a"), 12) => 0,
        (Some("p"), 0..=11) => hour + 12,
        _ => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn short(digits: &str) -> Option<i8> {
    i8::try_from(number(digits)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_years_are_read() {
        let cases = [
            ("03/25/2025 10:21:46 PM", "2025-03-25T22:21:46"),
            ("12/30/2004 12:14:33 AM", "2004-12-30T00:14:33"),
            ("12/30/2004 12:14:33 pm", "2004-12-30T12:14:33"),
            ("1/5/99 7:05:00", "1999-01-05T07:05:00"),
            ("01/31/2002 15:47", "2002-01-31T15:47:00"),
            ("2010-02-28 08:00:01", "2010-02-28T08:00:01"),
            ("2010/02/28", "2010-02-28T00:00:00"),
        ];
        for (written, expected) in cases {
            assert_eq!(parse(written).unwrap().to_string(), expected, "{written}");
        }
        for wrong in ["", "13/45/2025 10:00:00", "hier", "1/2/3", "01/02/2025 25:00:00", "01/02/+5"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
