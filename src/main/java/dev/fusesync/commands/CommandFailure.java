package dev.fusesync.commands;

/** A command cannot go on. The message is a sentence for the person who called it. */
final class CommandFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int exitCode;

	private CommandFailure(int exitCode, String sentence) {
		super(sentence);
		this.exitCode = exitCode;
	}

	/** It was called wrongly, or lacks something. */
	static CommandFailure usage(String sentence) {
		return new CommandFailure(2, sentence);
	}

	/** It was tried and failed. */
	static CommandFailure failed(String sentence) {
		return new CommandFailure(1, sentence);
	}

	int exitCode() {
		return this.exitCode;
	}

}
