/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-state-table.h"

typedef enum
{
  DOOR_OPEN,
  DOOR_SHUT,
  DOOR_LOCKED,
} Door;

typedef enum
{
  DOOR_PUSH,
  DOOR_TURN_KEY,
} DoorEvent;

GType door_get_type (void);
GType door_event_get_type (void);

G_DEFINE_ENUM_TYPE (Door, door,
                    G_DEFINE_ENUM_VALUE (DOOR_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (DOOR_SHUT, "shut"),
                    G_DEFINE_ENUM_VALUE (DOOR_LOCKED, "locked"))

G_DEFINE_ENUM_TYPE (DoorEvent, door_event,
                    G_DEFINE_ENUM_VALUE (DOOR_PUSH, "push"),
                    G_DEFINE_ENUM_VALUE (DOOR_TURN_KEY, "turn-key"))

static const DwdStateRow rows[] = {
  { DOOR_OPEN, DOOR_PUSH, DOOR_SHUT },
  { DOOR_SHUT, DOOR_PUSH, DOOR_OPEN },
  { DOOR_SHUT, DOOR_TURN_KEY, DOOR_LOCKED },
  { DOOR_LOCKED, DOOR_TURN_KEY, DOOR_SHUT },
};

static const DwdStateTable table = {
  "door", door_get_type, door_event_get_type, rows, G_N_ELEMENTS (rows),
};

/* Every pair: declared ones move, all others leave everything alone. */
static void
test_all_pairs (void)
{
  static const int wanted[3][2] = {
    { DOOR_SHUT, -1 },
    { DOOR_OPEN, DOOR_LOCKED },
    { -1, DOOR_SHUT },
  };

  for (int state = 0; state < 3; state++)
    for (int event = 0; event < 2; event++)
      {
        int to = -1;

        g_assert_cmpint (dwd_state_table_find (&table, state, event, &to), ==,
                         wanted[state][event] != -1);
        g_assert_cmpint (to, ==, wanted[state][event]);
        g_assert_cmpint (dwd_state_table_find (&table, state, event, NULL), ==,
                         wanted[state][event] != -1);
      }
}

static void
test_move (void)
{
  int state = DOOR_OPEN;

  g_assert_true (dwd_state_table_move (&table, &state, DOOR_PUSH));
  g_assert_cmpint (state, ==, DOOR_SHUT);
  g_assert_true (dwd_state_table_move (&table, &state, DOOR_TURN_KEY));
  g_assert_cmpint (state, ==, DOOR_LOCKED);

  g_test_expect_message ("dwd-base", G_LOG_LEVEL_CRITICAL, "door: locked has no way out by push");
  g_assert_false (dwd_state_table_move (&table, &state, DOOR_PUSH));
  g_test_assert_expected_messages ();
  g_assert_cmpint (state, ==, DOOR_LOCKED);
}

static void
test_words (void)
{
  g_autofree char *markdown = dwd_state_table_to_markdown (&table);

  g_assert_cmpstr (dwd_state_table_state_nick (&table, DOOR_LOCKED), ==, "locked");
  g_assert_cmpstr (dwd_state_table_event_nick (&table, DOOR_TURN_KEY), ==, "turn-key");
  g_assert_cmpstr (dwd_state_table_state_nick (&table, 77), ==, "?");
  g_assert_cmpstr (markdown, ==,
                   "## door\n\n| from | event | to |\n|---|---|---|\n"
                   "| open | push | shut |\n| shut | push | open |\n"
                   "| shut | turn-key | locked |\n| locked | turn-key | shut |\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/state-table/all-pairs", test_all_pairs);
  g_test_add_func ("/base/state-table/move", test_move);
  g_test_add_func ("/base/state-table/words", test_words);

  return g_test_run ();
}
