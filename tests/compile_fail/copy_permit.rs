//! A permit is used once: it cannot be copied for a second write.

use parvis::access::Permit;
use parvis::access::policy::PublishPost;

pub fn copy(permit: &Permit<PublishPost>) -> Permit<PublishPost> {
    permit.clone()
}

fn main() {}
