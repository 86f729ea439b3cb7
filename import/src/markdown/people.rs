//! Who wrote a text, as front matter says it.

use super::node::Node;

/// Somebody who wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: Option<String>,
}

/// The people under the first of `keys` that names any: a name, a list, `{name, email}`, or several names in one text.
pub(super) fn of(values: &Node, keys: &[&str]) -> Vec<Person> {
    let mut people = Vec::new();
    for key in keys {
        match values.get(key) {
            Some(Node::List(items)) => items.iter().for_each(|item| add(item, &mut people)),
            Some(Node::Text(words)) if words.contains(';') => {
                words.split(';').for_each(|words| people.extend(person(words)));
            }
            // `Author, First` is one person and `First Author, Second Author` are two.
            Some(Node::Text(words)) if key.ends_with('s') || words.split(',').all(two_words) => {
                words.split(',').for_each(|words| people.extend(person(words)));
            }
            Some(node) => add(node, &mut people),
            None => {}
        }
        if !people.is_empty() {
            break;
        }
    }
    let mut once: Vec<Person> = Vec::new();
    for person in people {
        if !once.iter().any(|known| known.name == person.name) {
            once.push(person);
        }
    }
    once
}

fn two_words(words: &str) -> bool {
    words.split_whitespace().count() >= 2
}

fn add(node: &Node, people: &mut Vec<Person>) {
    let word = |key: &str| node.get(key).and_then(Node::text);
    match word("name").or_else(|| word("display_name")) {
        Some(name) => people.extend(person(name).map(|person| Person {
            email: word("email").map(str::to_owned).or(person.email),
            name: person.name,
        })),
        None => people.extend(node.text().and_then(person)),
    }
}

/// Puts those whom `list` has under the words that name them in their place, as the themes of Jekyll do.
pub(super) fn looked_up(people: &mut [Person], list: &Node) {
    let Node::Map(entries) = list else { return };
    for person in people {
        let Some((_, known)) = entries.iter().find(|(key, _)| *key == person.name) else {
            continue;
        };
        let mut found = Vec::new();
        // A list of one entry each: `ana: Ana Petit` is as good as `ana: {name: Ana Petit}`.
        add(known, &mut found);
        if let Some(found) = found.pop() {
            person.email = found.email.or(person.email.take());
            person.name = found.name;
        }
    }
}

/// The one whom these words name.
pub(super) fn named(words: &str) -> Option<Person> {
    person(words)
}

/// `Name <name@example.org>`: the address is no part of the name.
fn person(words: &str) -> Option<Person> {
    let (name, email) = match words.split_once('<') {
        Some((name, rest)) => (name, rest.split('>').next().filter(|email| email.contains('@'))),
        None => (words, None),
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let email = email.map(|email| email.trim().to_owned());
    (!name.is_empty()).then_some(Person { name, email })
}

#[cfg(test)]
mod tests {
    use super::super::node::{Notation, parse};
    use super::*;

    #[test]
    fn people_are_named_in_many_ways() {
        let of = |yaml: &str| {
            let people = of(&parse(yaml, Notation::Yaml).unwrap(), &["authors", "author"]);
            people.into_iter().map(|person| (person.name, person.email)).collect::<Vec<_>>()
        };
        let one = |name: &str| (name.to_owned(), None);
        assert_eq!(of("author: Ana Petit"), [one("Ana Petit")]);
        assert_eq!(of("author: Petit, Ana"), [one("Petit, Ana")]);
        assert_eq!(of("authors: Ana Petit, Luc Roy"), [one("Ana Petit"), one("Luc Roy")]);
        assert_eq!(
            of("authors: Petit, Ana; Roy, Luc; Petit, Ana"),
            [one("Petit, Ana"), one("Roy, Luc")]
        );
        assert_eq!(of("authors: [ana, luc]"), [one("ana"), one("luc")]);
        let with = ("Ana".to_owned(), Some("ana@example.org".to_owned()));
        assert_eq!(of("author: Ana <ana@example.org>"), std::slice::from_ref(&with));
        assert_eq!(of("author: {name: Ana, email: ana@example.org}"), [with]);
    }
}
