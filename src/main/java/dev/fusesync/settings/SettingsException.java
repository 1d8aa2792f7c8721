package dev.fusesync.settings;

import java.util.List;

/**
 * Invalid settings that prevent the start. The message lists every fault, one sentence
 * each, and never contains a setting's value.
 */
public class SettingsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	public SettingsException(List<String> faults, String action) {
		super(String.join(System.lineSeparator(), faults));
		this.action = action;
	}

	public String action() {
		return this.action;
	}

}
