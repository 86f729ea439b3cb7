//! (vii) At the instant of publication the author held a publishing role there: also when the
//! instant was set before, and the role has ended meanwhile.

use crate::access::random::{Organisation, PEOPLE, Run, Tape, few};

/// An act of the few kinds that matter here (numbered as [`Run::act`] does), and posts for later.
fn towards_a_loss(tape: &Tape) -> Tape {
    // Assign, end it, appoint, deputise, change a space, revoke, publish, end an office, leave, let time
    // pass.
    const KINDS: [u8; 11] = [0, 2, 3, 4, 6, 14, 16, 16, 22, 23, 29];
    let mut tape = *tape;
    tape[0] = KINDS[usize::from(tape[0]) % KINDS.len()];
    // Where a post is drawn: a minute later.
    tape[5] = 3;
    tape
}

#[test]
fn nobody_publishes_who_may_not_at_that_instant() {
    few(200, async |organisation: Organisation| {
        let everybody: Vec<usize> = (0..PEOPLE).collect();
        let mut run = Run::found(&organisation).await;
        for tape in &organisation.acts {
            let (now, count) = (run.world.now, run.world.posts.len());
            run.act(&towards_a_loss(tape)).await;
            let (passed, published) = (run.world.now != now, run.world.posts.len() != count);
            if !passed && !published {
                continue;
            }
            let seen = run.everybody(&everybody).await;
            let due = run.world.posts.iter().enumerate().filter(|(at, post)| {
                // Time passes a minute at a time: each is looked at when it comes due.
                post.term.0 == run.world.now && (passed || *at >= count)
            });
            for (_, post) in due {
                let live = seen.values().any(|answers| answers.feed.contains(&post.id));
                let space = &run.world.spaces[post.space].id;
                // Who is deactivated by then gets nothing, and has no role.
                let author = seen.get(&post.author);
                let role = author.and_then(|it| it.spaces.get(space)).and_then(Option::as_deref);
                assert!(
                    !live || !matches!(role, None | Some("READER" | "CONTRIBUTOR")),
                    "(vii) {} is published, and its author P{} is {role:?} in {space}{run}",
                    post.id,
                    post.author
                );
            }
        }
        run.close().await;
    });
}
