package dev.fusesync.commands;

import java.util.concurrent.Callable;

import dev.fusesync.verification.diagnosis.Diagnosis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "verify", mixinStandardHelpOptions = true,
		description = "Says whether fuse-sync accepts a body with a signature: exit code 0 if so, 1 if not.")
final class VerifyCommand implements Callable<Integer> {

	@Mixin
	private Body body;

	@Mixin
	private Keys keys;

	@Option(names = { "-s", "--signature" }, required = true, paramLabel = "SIGNATURE",
			description = "Value of the header fuse-verification, as it was received.")
	private String signature;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() {
		Diagnosis diagnosis = Diagnosis.of(this.body.read(), this.signature.strip(), this.keys.accepted());
		this.spec.commandLine()
			.getOut()
			.println(diagnosis.isAccepted() ? "Accepted: signed with the " + diagnosis.key() + " key."
					: "Refused with " + diagnosis.status() + "; fuse-sync explain says why.");
		return diagnosis.isAccepted() ? 0 : 1;
	}

}
