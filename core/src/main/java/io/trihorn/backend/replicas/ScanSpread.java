package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * How replicas share a loop: each runs it over its rows, where a step needs nothing of the rows of
 * others.
 */
final class ScanSpread {
  private final Control.Scan op;
  private final Site site;

  /** How the body's parameters are held. */
  private final List<Placement> inside = new ArrayList<>();

  private ScanSpread(Control.Scan op, Site site) {
    this.op = op;
    this.site = site;
    for (int i = 0; i < site.in().size(); i++) {
      inside.add(inside(i, site.in().get(i)));
    }
  }

  static Spread of(Control.Scan op, Site site) {
    return new ScanSpread(op, site).find();
  }

  private boolean isSequence(int operand) {
    return operand >= op.carries() && operand < op.carries() + op.sequences();
  }

  private Placement inside(int operand, Placement held) {
    if (!(held instanceof Split split)) {
      return Placement.WHOLE;
    }
    if (!isSequence(operand)) {
      return split;
    }
    return split.axis() == 0 ? Placement.WHOLE : split.at(split.axis() - 1);
  }

  /** Carries that begin whole may be held in parts after a step; then they are from the begin. */
  private Spread find() {
    while (true) {
      Plan plan = new Plan(op.body(), Cell::whole, inside, site.rows(), false);
      if (plan.rounds() > 1) {
        return site.whole();
      }
      boolean settled = true;
      for (int i = 0; i < op.carries(); i++) {
        Placement next = plan.placement(op.body().outputs().get(i));
        if (!next.equals(inside.get(i)) && !next.equals(Placement.WHOLE)) {
          boolean free = inside.get(i).equals(Placement.WHOLE);
          if (!free || !(next instanceof Split || next.equals(Placement.SUM))) {
            return site.whole();
          }
          inside.set(i, next);
          settled = false;
        }
      }
      if (settled) {
        return spread(plan);
      }
    }
  }

  private Spread spread(Plan plan) {
    List<Placement> wanted = new ArrayList<>();
    for (int i = 0; i < inside.size(); i++) {
      boolean shifted = isSequence(i) && inside.get(i) instanceof Split;
      wanted.add(shifted ? shifted((Split) inside.get(i)) : inside.get(i));
    }
    List<Placement> results = new ArrayList<>();
    List<Placement> given = new ArrayList<>();
    for (int i = 0; i < op.body().outputs().size(); i++) {
      boolean carry = i < op.carries();
      Placement held = carry ? inside.get(i) : plan.placement(op.body().outputs().get(i));
      given.add(held);
      results.add(!carry && held instanceof Split split ? shifted(split) : held);
    }
    return new Spread(
        wanted,
        results,
        (b, operands, share) ->
            b.addAll(
                new Control.Scan(
                    body(plan, given, share),
                    op.carries(),
                    op.sequences(),
                    op.length(),
                    op.reverse()),
                operands));
  }

  private static Split shifted(Split split) {
    return split.at(split.axis() + 1);
  }

  private Graph body(Plan plan, List<Placement> given, Share share) {
    RoundWriter writer = new RoundWriter(plan, share);
    op.body().parameters().forEach(p -> writer.feed(new RoundWriter.Feed(p, false)));
    return writer.write(0).build(op.body().outputs(), given);
  }
}
