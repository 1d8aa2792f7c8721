package dev.fusesync.inbox;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Looks into the queues without taking anything. */
public interface StoredWebhooks {

	/** Whether they can be looked into now. */
	boolean isVisible();

	/** How many webhooks a queue holds, those in work and those delayed included. */
	long count(String queue);

	/** How large these are, in bytes. */
	long size(String queue);

	/**
	 * Shows the webhooks of a queue, each as what it says under a name in JMS: those that
	 * are in work or delayed, and of the others the first ones, as many as the limit
	 * says.
	 */
	void visit(String queue, int limit, Consumer<UnaryOperator<String>> visitor);

}
