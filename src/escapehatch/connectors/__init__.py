"""How do we reach other systems? One file each; failures leave here as Unreachable, with one sentence for people."""
