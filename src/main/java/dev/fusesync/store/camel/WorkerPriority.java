package dev.fusesync.store.camel;

import java.util.concurrent.ThreadFactory;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager.ThreadFactoryListener;
import org.apache.camel.spi.CamelContextCustomizer;

import org.springframework.stereotype.Component;

/**
 * Gives the threads that take webhooks from the store a lower priority than those that
 * receive them, and both a lower one than the JVM's compiler, which would otherwise get
 * too little CPU time in a busy program that has just started. Only effective in a JVM
 * with {@code -XX:ThreadPriorityPolicy=1}.
 */
@Component
class WorkerPriority implements ThreadFactoryListener, CamelContextCustomizer {

	@Override
	public void configure(CamelContext camel) {
		camel.getExecutorServiceManager().addThreadFactoryListener(this);
	}

	@Override
	public ThreadFactory onNewThreadFactory(Object source, ThreadFactory factory) {
		return (source instanceof StoreConsumer) ? (task) -> lowered(factory.newThread(task)) : factory;
	}

	private static Thread lowered(Thread thread) {
		thread.setPriority(Thread.MIN_PRIORITY);
		return thread;
	}

}
