package dev.fusesync.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Passes on every call to a store, and knows how many there were. */
public final class ObservedStore {

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	private final AtomicInteger rows = new AtomicInteger();

	private volatile Consumer<String> afterwards = (method) -> {
	};

	private final Store store;

	public ObservedStore(Store store) {
		this.store = (Store) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> {
					try {
						Object result = method.invoke(store, arguments);
						number(method.getName()).incrementAndGet();
						if (result instanceof List<?> page) {
							this.rows.addAndGet(page.size());
						}
						this.afterwards.accept(method.getName());
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	public Store store() {
		return this.store;
	}

	/** Runs after each call, before its result is given back. */
	public void afterwards(Consumer<String> action) {
		this.afterwards = action;
	}

	public int calls(String method) {
		return number(method).get();
	}

	/** Rows of all pages that were read. */
	public int rowsRead() {
		return this.rows.get();
	}

	private AtomicInteger number(String method) {
		return this.calls.computeIfAbsent(method, (absent) -> new AtomicInteger());
	}

}
