/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-enums.h"

#include <string.h>

/* A spelling and its number. The first one of a number is what goes out. */
typedef struct
{
  const char *text;
  int value;
} Spelling;

static const Spelling job_statuses[] = {
  { "Draft", DWD_JOB_STATUS_DRAFT },
  { "Unassigned", DWD_JOB_STATUS_UNASSIGNED },
  { "Assigned", DWD_JOB_STATUS_ASSIGNED },
  { "En Route", DWD_JOB_STATUS_EN_ROUTE },
  { "Arrived", DWD_JOB_STATUS_ARRIVED },
  { "In Progress", DWD_JOB_STATUS_IN_PROGRESS },
  { "Completed", DWD_JOB_STATUS_COMPLETED },
  { "Cancelled", DWD_JOB_STATUS_CANCELLED },
  { "Canceled", DWD_JOB_STATUS_CANCELLED },
};

static const Spelling priorities[] = {
  { "Low", DWD_PRIORITY_LOW },
  { "Normal", DWD_PRIORITY_NORMAL },
  { "Medium", DWD_PRIORITY_NORMAL },
  { "High", DWD_PRIORITY_HIGH },
  { "Urgent", DWD_PRIORITY_URGENT },
};

static const Spelling windows[] = {
  { "Any", DWD_WINDOW_ANY },
  { "Morning (8AM-12PM)", DWD_WINDOW_MORNING },
  { "Morning", DWD_WINDOW_MORNING },
  { "Afternoon (12PM-5PM)", DWD_WINDOW_AFTERNOON },
  { "Afternoon", DWD_WINDOW_AFTERNOON },
  { "Evening (5PM-9PM)", DWD_WINDOW_EVENING },
  { "Evening", DWD_WINDOW_EVENING },
};

static const Spelling assignment_methods[] = {
  { "Manual", DWD_ASSIGNMENT_METHOD_MANUAL },
  { "Auto - Nearest", DWD_ASSIGNMENT_METHOD_AUTO_NEAREST },
  { "Auto - Workload", DWD_ASSIGNMENT_METHOD_AUTO_WORKLOAD },
  { "Auto - Skill Match", DWD_ASSIGNMENT_METHOD_AUTO_SKILL_MATCH },
};

static const Spelling schedule_statuses[] = {
  { "Draft", DWD_SCHEDULE_STATUS_DRAFT },
  { "Published", DWD_SCHEDULE_STATUS_PUBLISHED },
  { "Confirmed", DWD_SCHEDULE_STATUS_CONFIRMED },
  { "Completed", DWD_SCHEDULE_STATUS_COMPLETED },
  { "Cancelled", DWD_SCHEDULE_STATUS_CANCELLED },
  { "Canceled", DWD_SCHEDULE_STATUS_CANCELLED },
};

/* The protocol's own words stay in lower_snake, as the endpoints write them. */
static const Spelling op_kinds[] = {
  { "insert", DWD_OP_INSERT },
  { "update", DWD_OP_UPDATE },
  { "delete", DWD_OP_DELETE },
};

static const Spelling result_statuses[] = {
  { "success", DWD_RESULT_SUCCESS },
  { "duplicate", DWD_RESULT_DUPLICATE },
  { "conflict", DWD_RESULT_CONFLICT },
  { "conflict_manual", DWD_RESULT_CONFLICT_MANUAL },
  { "error", DWD_RESULT_ERROR },
};

static gboolean
is_separator (char c)
{
  return c == ' ' || c == '_' || c == '-';
}

/* The next letter of a spelling in lower case; a run of separators reads as one blank. */
static int
next_folded (const char **cursor,
             const char  *end)
{
  if (*cursor == end)
    return -1;
  if (!is_separator (**cursor))
    return g_ascii_tolower (*(*cursor)++);

  while (*cursor < end && is_separator (**cursor))
    (*cursor)++;

  return ' ';
}

static gboolean
is_spelled (const char *known,
            const char *text,
            gsize       length)
{
  const char *known_end = known + strlen (known);
  const char *text_end = text + length;
  int letter;

  do
    {
      letter = next_folded (&known, known_end);
      if (letter != next_folded (&text, text_end))
        return FALSE;
    }while (letter != -1);

  return TRUE;
}

static int
find_value (const Spelling *spellings,
            gsize           n_spellings,
            const char     *text,
            gssize          length)
{
  gsize n = text == NULL ? 0 : length < 0 ? strlen (text) : (gsize)length;

  if (n == 0)
    return 0;
  for (gsize i = 0; i < n_spellings; i++)
    if (is_spelled (spellings[i].text, text, n))
      return spellings[i].value;

  return 0;
}

static const char *
find_text (const Spelling *spellings,
           gsize           n_spellings,
           int             value)
{
  for (gsize i = 0; i < n_spellings; i++)
    if (spellings[i].value == value)
      return spellings[i].text;

  return NULL;
}

/* Each pair of public functions differs in its type and its table alone. *_to_string() gives NULL
 * for what has no spelling, so that a defect shows and no invented value goes out. */
/* *INDENT-OFF* */
#define DEFINE_SPELLING(Type, prefix, table) \
  Type \
  prefix##_from_string (const char *text, \
                        gssize      length) \
  { \
    return (Type)find_value (table, G_N_ELEMENTS (table), text, length); \
  } \
  \
  const char * \
  prefix##_to_string (Type value) \
  { \
    return find_text (table, G_N_ELEMENTS (table), (int)value); \
  }
/* *INDENT-ON* */

DEFINE_SPELLING (DwdJobStatus, dwd_job_status, job_statuses)
DEFINE_SPELLING (DwdPriority, dwd_priority, priorities)
DEFINE_SPELLING (DwdWindow, dwd_window, windows)
DEFINE_SPELLING (DwdAssignmentMethod, dwd_assignment_method, assignment_methods)
DEFINE_SPELLING (DwdScheduleStatus, dwd_schedule_status, schedule_statuses)
DEFINE_SPELLING (DwdOpKind, dwd_op_kind, op_kinds)
DEFINE_SPELLING (DwdResultStatus, dwd_result_status, result_statuses)

G_DEFINE_ENUM_TYPE (DwdJobStatus, dwd_job_status,
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_DRAFT, "draft"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_UNASSIGNED, "unassigned"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_ASSIGNED, "assigned"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_EN_ROUTE, "en-route"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_ARRIVED, "arrived"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_IN_PROGRESS, "in-progress"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_COMPLETED, "completed"),
                    G_DEFINE_ENUM_VALUE (DWD_JOB_STATUS_CANCELLED, "cancelled"))

G_DEFINE_ENUM_TYPE (DwdPriority, dwd_priority,
                    G_DEFINE_ENUM_VALUE (DWD_PRIORITY_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (DWD_PRIORITY_LOW, "low"),
                    G_DEFINE_ENUM_VALUE (DWD_PRIORITY_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (DWD_PRIORITY_HIGH, "high"),
                    G_DEFINE_ENUM_VALUE (DWD_PRIORITY_URGENT, "urgent"))

G_DEFINE_ENUM_TYPE (DwdWindow, dwd_window,
                    G_DEFINE_ENUM_VALUE (DWD_WINDOW_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (DWD_WINDOW_ANY, "any"),
                    G_DEFINE_ENUM_VALUE (DWD_WINDOW_MORNING, "morning"),
                    G_DEFINE_ENUM_VALUE (DWD_WINDOW_AFTERNOON, "afternoon"),
                    G_DEFINE_ENUM_VALUE (DWD_WINDOW_EVENING, "evening"))

/**
 * dwd_window_get_hours:
 * @window: a preferred window
 * @start_hour: (out) (optional): local hour at which it opens
 * @end_hour: (out) (optional): local hour at which it closes
 *
 * Returns: whether the window bounds anything; any and unknown do not, and set nothing.
 */
gboolean
dwd_window_get_hours (DwdWindow window,
                      int      *start_hour,
                      int      *end_hour)
{
  static const int hours[][2] = {
    [DWD_WINDOW_MORNING] = { 8, 12 },
    [DWD_WINDOW_AFTERNOON] = { 12, 17 },
    [DWD_WINDOW_EVENING] = { 17, 21 },
  };

  if (window < DWD_WINDOW_MORNING || window > DWD_WINDOW_EVENING)
    return FALSE;

  if (start_hour != NULL)
    *start_hour = hours[window][0];
  if (end_hour != NULL)
    *end_hour = hours[window][1];

  return TRUE;
}
