package dev.fusesync.commands.check;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines that differ between two texts, as {@code diff -u} shows them.
 *
 * @param before the lines of one text
 * @param after the lines of the other one
 */
record UnifiedDiff(List<String> before, List<String> after) {

	private static final int CONTEXT = 3;

	/** The hunks; empty if the texts are the same. */
	List<String> hunks() {
		List<Step> steps = steps();
		List<String> hunks = new ArrayList<>();
		int next = 0;
		while ((next = change(steps, next)) < steps.size()) {
			int begin = Math.max(next - CONTEXT, 0);
			int end = next;
			for (int change = next; change < steps.size()
					&& change <= end + 2 * CONTEXT; change = change(steps, change + 1)) {
				end = change;
			}
			add(steps, begin, Math.min(end + CONTEXT + 1, steps.size()), hunks);
			next = end + 1;
		}
		return hunks;
	}

	private static int change(List<Step> steps, int from) {
		int next = from;
		while (next < steps.size() && steps.get(next).sign() == ' ') {
			next++;
		}
		return next;
	}

	private static void add(List<Step> steps, int begin, int end, List<String> hunks) {
		List<Step> hunk = steps.subList(begin, end);
		long old = hunk.stream().filter((step) -> step.sign() != '+').count();
		long now = hunk.stream().filter((step) -> step.sign() != '-').count();
		hunks.add("@@ -%d,%d +%d,%d @@".formatted(hunk.get(0).before() + ((old > 0) ? 1 : 0), old,
				hunk.get(0).after() + ((now > 0) ? 1 : 0), now));
		hunk.forEach((step) -> hunks.add(step.sign() + step.line()));
	}

	/** By the longest common subsequence. */
	private List<Step> steps() {
		int[][] common = new int[this.before.size() + 1][this.after.size() + 1];
		for (int i = this.before.size() - 1; i >= 0; i--) {
			for (int j = this.after.size() - 1; j >= 0; j--) {
				common[i][j] = this.before.get(i).equals(this.after.get(j)) ? common[i + 1][j + 1] + 1
						: Math.max(common[i + 1][j], common[i][j + 1]);
			}
		}
		List<Step> steps = new ArrayList<>();
		int i = 0;
		int j = 0;
		while (i < this.before.size() || j < this.after.size()) {
			if (i < this.before.size() && j < this.after.size() && this.before.get(i).equals(this.after.get(j))) {
				steps.add(new Step(' ', this.before.get(i), i++, j++));
			}
			else if (j == this.after.size() || i < this.before.size() && common[i + 1][j] >= common[i][j + 1]) {
				steps.add(new Step('-', this.before.get(i), i++, j));
			}
			else {
				steps.add(new Step('+', this.after.get(j), i, j++));
			}
		}
		return steps;
	}

	/** A line, and how many lines of each text are before it. */
	private record Step(char sign, String line, int before, int after) {
	}

}
