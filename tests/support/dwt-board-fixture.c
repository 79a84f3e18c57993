/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-support"

#include "config.h"

#include "dwt-board-fixture.h"

#include "model/dwd-history-entry.h"
#include "model/dwd-operation.h"

#include <math.h>

#define ORGANIZATION "ORG-2026-00001"
#define MAX_SKILLS   4

typedef struct
{
  const char *name;
  const char *zone;
  const char *phone;
  DwdPoint point;
  double heading;            /* NAN: standing */
  double speed_kmh;
  gint64 age_us;             /* of the position */
  int shift_start;           /* hours */
  int shift_end;
  DwdSkill skills[MAX_SKILLS];
  gsize n_skills;
  const char *certification;
  int expires_in_days;
} TechnicianRow;

#define SECOND DWD_USEC_PER_SEC
#define MINUTE DWD_USEC_PER_MINUTE

static const TechnicianRow TECHNICIANS[] = {
  { "Svetlana Orlova", "Left Bank", "+7 701 555 01 01", { 51.13345, 71.41953 }, NAN, 0, 4 * SECOND, 8, 17,
    { { (char *) "Controls", 4 }, { (char *) "HVAC", 4 }, { (char *) "Refrigeration", 3 } }, 3, "F-gas", 210 },
  { "Timur Akhmetov", "Left Bank", "+7 701 555 01 02", { 51.12052, 71.40802 }, NAN, 0, 3 * SECOND, 8, 17,
    { { (char *) "Electrical", 3 }, { (char *) "HVAC", 5 }, { (char *) "Refrigeration", 4 } }, 3, "F-gas", 64 },
  { "Madina Ospanova", "Left Bank", "+7 701 555 01 03", { 51.13420, 71.39308 }, 248, 31, 2 * SECOND, 8, 17,
    { { (char *) "HVAC", 3 } }, 1, "F-gas", 400 },
  { "Yerlan Zhumabay", "Left Bank", "+7 701 555 01 04", { 51.13129, 71.45232 }, 2, 0, 5 * SECOND, 8, 17,
    { { (char *) "Electrical", 5 } }, 1, "Electrical safety IV", 150 },
  { "Ruslan Kim", "Left Bank", "+7 701 555 01 05", { 51.12063, 71.47069 }, NAN, 0, 4 * SECOND, 9, 18,
    { { (char *) "Gas", 3 }, { (char *) "Plumbing", 4 } }, 2, "Gas safety", 31 },
  { "Bekzat Tulegenov", "Left Bank", "+7 701 555 01 06", { 51.13054, 71.36578 }, NAN, 0, 190 * MINUTE, 13, 17,
    { { (char *) "Plumbing", 2 } }, 1, NULL, 0 },
  { "Daniyar Seitkali", "Right Bank East", "+7 701 555 01 07", { 51.13657, 71.48735 }, 312, 24, 3 * SECOND, 8, 17,
    { { (char *) "Boilers", 3 }, { (char *) "HVAC", 4 }, { (char *) "Refrigeration", 4 } }, 3, "F-gas", -3 },
  { "Aigerim Nurlan", "Right Bank East", "+7 701 555 01 08", { 51.12526, 71.48718 }, NAN, 0, 4 * SECOND, 8, 17,
    { { (char *) "Controls", 3 }, { (char *) "Electrical", 4 } }, 2, "Electrical safety IV", 320 },
  { "Arman Iskakov", "Right Bank East", "+7 701 555 01 09", { 51.14249, 71.46108 }, NAN, 0, 18 * MINUTE, 8, 17,
    { { (char *) "Boilers", 4 }, { (char *) "Gas", 5 }, { (char *) "HVAC", 3 }, { (char *) "Refrigeration", 3 } },
    4, "Gas safety", 95 },
  { "Oleg Petrenko", "Right Bank East", "+7 701 555 01 10", { 51.11815, 71.43206 }, NAN, 0, 2 * SECOND, 8, 17,
    { { (char *) "Boilers", 3 }, { (char *) "Plumbing", 4 } }, 2, NULL, 0 },
};

typedef struct
{
  int number;
  const char *title;
  const char *customer;
  int technician;             /* 1 …; 0: nobody */
  DwdJobStatus status;
  DwdPriority priority;
  DwdWindow window;
  int day_offset;
  int start;                  /* minutes of the day; -1: a day without a time */
  int end;
  int travel;
  int actual_start;
  int actual_end;
  double latitude;
  double longitude;
  const char *skills;         /* "HVAC,Refrigeration" */
  DwdJobMarks marks;
} JobRow;

static const JobRow JOBS[] = {
  { 176, "AC filter swap", "Tengri Bank", 1, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 490, 548, 10, 494, 545, 51.12440, 71.41128, "HVAC", DWD_JOB_MARK_NONE },
  { 191, "Heat pump fault", "Hotel Saryarka", 1, DWD_JOB_STATUS_IN_PROGRESS, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 570, 655, 15, 572, -1, 51.13280, 71.41918, "HVAC", DWD_JOB_MARK_NONE },
  { 198, "AHU inspection", "Esil Tower", 1, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 750, 825, 15, -1, -1, 51.13775, 71.40270, "HVAC", DWD_JOB_MARK_NONE },
  { 215, "Thermostat setup", "Lingua School", 1, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, 880, 940, 18, -1, -1, 51.13991, 71.37986, "Controls", DWD_JOB_MARK_NONE },
  { 180, "Boiler service", "Family Omarov", 2, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 480, 562, 12, 482, 560, 51.11578, 71.39583, "HVAC", DWD_JOB_MARK_NONE },
  { 187, "Chiller leak", "Mega Silk Way", 2, DWD_JOB_STATUS_IN_PROGRESS, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 584, 674, 18, 586, -1, 51.11998, 71.40768, "Refrigeration", DWD_JOB_MARK_NONE },
  { 203, "VRF commissioning", "Nova Offices", 2, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 700, 838, 15, -1, -1, 51.12935, 71.43240, "HVAC,Refrigeration", DWD_JOB_MARK_NONE },
  { 211, "Fan coil noise", "Esil Tower", 2, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 870, 958, 14, -1, -1, 51.13732, 71.40304, "HVAC", DWD_JOB_MARK_NONE },
  { 178, "No heating", "Keruen Apartments", 3, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 500, 588, 16, 509, 612, 51.13194, 71.38725, "HVAC", DWD_JOB_MARK_NONE },
  { 195, "Duct balancing", "Congress Hall", 3, DWD_JOB_STATUS_EN_ROUTE, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 630, 718, 18, -1, -1, 51.12935, 71.37918, "HVAC", DWD_JOB_MARK_NONE },
  { 206, "Radiator valve", "Samal KSK", 3, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 780, 852, 15, -1, -1, 51.12440, 71.39755, "HVAC", DWD_JOB_MARK_NONE },
  { 213, "Boiler flue check", "Family Omarov", 3, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 900, 988, 16, -1, -1, 51.11535, 71.39514, "HVAC", DWD_JOB_MARK_NONE },
  { 179, "Panel upgrade", "Coworking Hub", 4, DWD_JOB_STATUS_IN_PROGRESS, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 480, 600, 10, 487, -1, 51.13075, 71.45198, "Electrical", DWD_JOB_MARK_NONE },
  { 197, "Socket fault", "Nova Offices", 4, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 650, 715, 14, -1, -1, 51.12440, 71.44219, "Electrical", DWD_JOB_MARK_NONE },
  { 208, "Lighting circuit", "Astana Mall", 4, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 750, 868, 15, -1, -1, 51.12332, 71.45593, "Electrical", DWD_JOB_MARK_NONE },
  { 217, "EV charger", "Hotel Saryarka", 4, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, 900, 1002, 14, -1, -1, 51.13237, 71.42021, "Electrical", DWD_JOB_MARK_NONE },
  { 184, "Water heater", "D. Bekov", 5, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 545, 608, 15, 548, 605, 51.11794, 71.46451, "Plumbing", DWD_JOB_MARK_NONE },
  { 196, "Blocked drain", "Samal KSK", 5, DWD_JOB_STATUS_ARRIVED, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 635, 688, 14, 638, -1, 51.11998, 71.47035, "Plumbing", DWD_JOB_MARK_NONE },
  { 209, "Pump replacement", "Samal KSK", 5, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 780, 898, 18, -1, -1, 51.11966, 71.47035, "Plumbing", DWD_JOB_MARK_QUEUED },
  { 216, "Leak detection", "School 62", 5, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 945, 1035, 15, -1, -1, 51.14239, 71.47756, "Plumbing", DWD_JOB_MARK_NONE },
  { 185, "Shower mixer", "Café Zerno", 5, DWD_JOB_STATUS_CANCELLED, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, 495, 530, 0, -1, -1, 51.11471, 71.46623, "Plumbing", DWD_JOB_MARK_NONE },
  { 210, "Bathroom refit", "Keruen Apartments", 6, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 810, 928, 20, -1, -1, 51.13172, 71.38725, "Plumbing", DWD_JOB_MARK_NONE },
  { 218, "Tap set", "Samal KSK", 6, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, 960, 1002, 12, -1, -1, 51.12418, 71.39789, "Plumbing", DWD_JOB_MARK_NONE },
  { 177, "Compressor service", "Green Market", 7, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 495, 558, 14, 498, 618, 51.13086, 71.49198, "Refrigeration", DWD_JOB_MARK_NONE },
  { 193, "Kitchen extractor", "Café Zerno", 7, DWD_JOB_STATUS_EN_ROUTE, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 577, 658, 12, -1, -1, 51.13582, 71.46863, "HVAC", DWD_JOB_MARK_NONE },
  { 205, "Cold room alarm", "Green Market", 7, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 735, 823, 16, -1, -1, 51.13054, 71.49233, "Refrigeration", DWD_JOB_MARK_NONE },
  { 214, "AC install", "Astana Mall", 7, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 855, 1002, 18, -1, -1, 51.12311, 71.45627, "HVAC", DWD_JOB_MARK_NONE },
  { 182, "Meter read", "School 62", 8, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, 485, 528, 8, 486, 525, 51.14206, 71.47790, "Electrical", DWD_JOB_MARK_NONE },
  { 190, "BMS sensor", "Esil Tower", 8, DWD_JOB_STATUS_IN_PROGRESS, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 560, 678, 18, 562, -1, 51.12472, 71.48683, "Controls", DWD_JOB_MARK_NONE },
  { 202, "UPS battery", "Tengri Bank", 8, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 720, 808, 15, -1, -1, 51.12225, 71.47653, "Electrical", DWD_JOB_MARK_NONE },
  { 212, "Emergency lights", "Congress Hall", 8, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 840, 958, 12, -1, -1, 51.11880, 71.48254, "Electrical", DWD_JOB_MARK_NONE },
  { 183, "Gas leak test", "Lingua School", 9, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_URGENT, DWD_WINDOW_ANY, 0, 508, 618, 16, 515, 614, 51.14055, 71.46108, "Gas", DWD_JOB_MARK_NONE },
  { 199, "Burner tune", "Green Market", 9, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 670, 758, 20, -1, -1, 51.13108, 71.49164, "Boilers", DWD_JOB_MARK_NONE },
  { 219, "Boiler service", "Keruen Apartments", 9, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 840, 928, 18, -1, -1, 51.14379, 71.43532, "Boilers", DWD_JOB_MARK_QUEUED },
  { 181, "Toilet leak", "Hotel Saryarka", 10, DWD_JOB_STATUS_COMPLETED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 480, 550, 10, 481, 552, 51.13215, 71.42073, "Plumbing", DWD_JOB_MARK_NONE },
  { 188, "Riser valve", "Samal KSK", 10, DWD_JOB_STATUS_IN_PROGRESS, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 575, 670, 20, 580, -1, 51.11772, 71.43240, "Plumbing", DWD_JOB_MARK_NONE },
  { 207, "Heater swap", "D. Bekov", 10, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 780, 830, 0, -1, -1, 51.11815, 71.46417, "Boilers", DWD_JOB_MARK_NONE },
  { 118, "Radiator leak", "Family Omarov", 10, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 920, 975, 15, -1, -1, 51.11751, 71.45764, "Plumbing", DWD_JOB_MARK_FAILED },
  { 123, "Boiler service", "Congress Hall", 10, DWD_JOB_STATUS_ASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 960, 1020, 0, -1, -1, 51.11578, 71.45455, "Boilers", DWD_JOB_MARK_CONFLICT },
  { 221, "Gas smell in boiler room", "School 62", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_URGENT, DWD_WINDOW_ANY, 0, 636, 720, 0, -1, -1, 51.14239, 71.47756, "Gas", DWD_JOB_MARK_NONE },
  { 192, "Heating circuit cold", "Keruen Apartments", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 630, 720, 0, -1, -1, 51.12785, 71.38811, "HVAC,Boilers", DWD_JOB_MARK_NONE },
  { 204, "Server-room AC down", "Altyn Clinic", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_URGENT, DWD_WINDOW_MORNING, 0, 680, 770, 0, -1, -1, 51.14271, 71.44700, "HVAC,Refrigeration", DWD_JOB_MARK_NONE },
  { 201, "Tripping RCD, 3rd floor", "Nova Offices", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_HIGH, DWD_WINDOW_ANY, 0, 720, 810, 0, -1, -1, 51.13194, 71.49593, "Electrical", DWD_JOB_MARK_QUEUED },
  { 220, "Leaking riser, entrance 4", "Samal KSK", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 750, 840, 0, -1, -1, 51.11988, 71.47035, "Plumbing", DWD_JOB_MARK_NONE },
  { 233, "Fan coil noise", "Hotel Saryarka", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_ANY, 0, 840, 930, 0, -1, -1, 51.13258, 71.41970, "HVAC", DWD_JOB_MARK_NONE },
  { 234, "Radiator bleed, 12 flats", "Keruen Apartments", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_AFTERNOON, 0, -1, -1, 0, -1, -1, 51.13151, 71.38759, "Plumbing", DWD_JOB_MARK_NONE },
  { 235, "Water heater install", "D. Bekov", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_EVENING, 0, -1, -1, 0, -1, -1, 51.11783, 71.46434, "Plumbing", DWD_JOB_MARK_NONE },
  { 236, "Socket replacement ×6", "Coworking Hub", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_NORMAL, DWD_WINDOW_MORNING, 1, -1, -1, 0, -1, -1, 51.13054, 71.45163, "Electrical", DWD_JOB_MARK_NONE },
  { 237, "Thermostat relocation", "Lingua School", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_AFTERNOON, 1, -1, -1, 0, -1, -1, 51.13969, 71.38021, "Controls", DWD_JOB_MARK_NONE },
  { 238, "Annual boiler service", "Family Omarov", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_MORNING, 2, -1, -1, 0, -1, -1, 51.11557, 71.39549, "Boilers", DWD_JOB_MARK_NONE },
  { 239, "Tap aerators", "Café Zerno", 0, DWD_JOB_STATUS_UNASSIGNED, DWD_PRIORITY_LOW, DWD_WINDOW_AFTERNOON, 2, -1, -1, 0, -1, -1, 51.13560, 71.46829, "Plumbing", DWD_JOB_MARK_NONE },
  { 240, "Quote for roof unit", "Esil Tower", 0, DWD_JOB_STATUS_DRAFT, DWD_PRIORITY_LOW, DWD_WINDOW_ANY, 0, -1, -1, 0, -1, -1, 51.13754, 71.40287, "HVAC", DWD_JOB_MARK_NONE },
};

static DwdZone *
new_zone (void)
{
  g_autoptr (GError) error = NULL;
  DwdZone *zone = dwd_zone_new ("Asia/Almaty", &error);

  g_assert_no_error (error);

  return zone;
}

gint64
dwt_board_fixture_at (int day_offset,
                      int hour,
                      int minute)
{
  g_autoptr (DwdZone) zone = new_zone ();
  DwdCivil civil = { 2026, 11, 24 + day_offset, hour, minute, 0, 0 };

  return dwd_zone_to_utc (zone, &civil);
}

gint64
dwt_board_fixture_now (void)
{
  return dwt_board_fixture_at (0, 10, 42);
}

DwdClock *
dwt_board_fixture_new_clock (void)
{
  return dwd_clock_new_fixed (dwt_board_fixture_now ());
}

static gint64
minutes_to_instant (gint64 midnight_us,
                    int    minutes)
{
  return minutes < 0 ? DWD_TIME_NONE : midnight_us + minutes * MINUTE;
}

static void
fill_notes (DwdJobFields *fields,
            int           number)
{
  if (number != 204)
    return;

  fields->description = "Two split units in the server room blow warm air; the room is at 31 °C and rising.";
  fields->customer_notes = "Access by the night porter, ring twice. Spare R410A cylinder is in the clinic's store.";
  fields->technician_notes = "Compressor replaced in March.";
  fields->formatted_address = "Dostyk St 5/1, basement";
}

static DwdJob *
new_job (const JobRow *row,
         gint64        midnight_us)
{
  g_autofree char *name = g_strdup_printf ("JOB-2026-%05d", row->number);
  g_autofree char *employee = g_strdup_printf ("HR-EMP-%05d", row->technician);
  g_auto (GStrv) skills = g_strsplit (row->skills, ",", -1);
  gint64 day_us = midnight_us + row->day_offset * DWD_USEC_PER_DAY;
  DwdJobFields fields = {
    .name = name,
    .organization = ORGANIZATION,
    .title = row->title,
    .job_type = "Repair",
    .customer = "CUST-00001",
    .customer_name = row->customer,
    .contact_phone = "+7 701 555 01 42",
    .contact_email = "desk@altyn.example",
    .formatted_address = "Kenesary St 40",
    .assigned_to = row->technician > 0 ? employee : "",
    .assigned_to_name = row->technician > 0 ? TECHNICIANS[row->technician - 1].name : "",
    .zone = row->longitude < 71.4353 ? "Left Bank" : "Right Bank East",
    .modified = "2026-11-24 10:40:00.000000",
    .required_skills = (const char *const *) skills,
    .status = row->status,
    .priority = row->priority,
    .preferred_window = row->window,
    .assignment_method = row->technician > 0 ? DWD_ASSIGNMENT_METHOD_MANUAL : DWD_ASSIGNMENT_METHOD_UNKNOWN,
    .marks = row->marks,
    .location = { row->latitude, row->longitude },
    .date_us = day_us,
    .start_us = minutes_to_instant (day_us, row->start),
    .end_us = minutes_to_instant (day_us, row->end),
    .created_us = midnight_us - DWD_USEC_PER_DAY + row->number * MINUTE,
    .status_updated_us = midnight_us + 8 * DWD_USEC_PER_HOUR,
    .actual_start_us = minutes_to_instant (day_us, row->actual_start),
    .actual_end_us = minutes_to_instant (day_us, row->actual_end),
    .estimated_duration_us = row->start < 0 ? 90 * MINUTE : (row->end - row->start) * MINUTE,
    .travel_us = row->travel * MINUTE,
  };

  fill_notes (&fields, row->number);

  return dwd_job_new (&fields);
}

static DwdTechnician *
new_technician (const TechnicianRow *row,
                int                  number,
                gint64               midnight_us)
{
  g_autofree char *name = g_strdup_printf ("HR-EMP-%05d", number);
  DwdCertification certification = {
    .type = (char *) row->certification,
    .expires_us = midnight_us + (row->expires_in_days + 1) * DWD_USEC_PER_DAY,
    .active = row->expires_in_days >= 0,
  };
  DwdTechnicianFields fields = {
    .name = name,
    .employee_name = row->name,
    .organization = ORGANIZATION,
    .zone = row->zone,
    .phone = row->phone,
    .user_id = "technician@astana.example",
    .active = TRUE,
    .dispatch_enabled = TRUE,
    .home = { row->point.latitude - 0.01, row->point.longitude },
    .skills = row->skills,
    .n_skills = row->n_skills,
    .certifications = &certification,
    .n_certifications = row->certification != NULL ? 1 : 0,
  };

  return dwd_technician_new (&fields);
}

static void
set_day (DwdBoard            *board,
         const TechnicianRow *row,
         const char          *name,
         gint64               midnight_us)
{
  DwdSpan spans[2] = {
    { DWD_SPAN_SHIFT, midnight_us + row->shift_start * DWD_USEC_PER_HOUR,
      midnight_us + row->shift_end * DWD_USEC_PER_HOUR, NULL },
    { DWD_SPAN_BREAK, midnight_us + 12 * DWD_USEC_PER_HOUR, midnight_us + 13 * DWD_USEC_PER_HOUR,
      (char *) "Lunch" },
  };
  DwdPosition position = {
    .point = row->point,
    .heading = row->heading,
    .speed_kmh = row->speed_kmh,
    .accuracy_m = 6,
    .battery = 74,
    .recorded_us = dwt_board_fixture_now () - row->age_us,
  };

  dwd_board_set_spans (board, name, spans, g_str_equal (row->name, "Oleg Petrenko") ? 2 : 1);
  dwd_board_set_position (board, name, &position);
}

DwdBoard *
dwt_board_fixture_new (void)
{
  g_autoptr (DwdZone) zone = new_zone ();
  g_autoptr (GPtrArray) technicians = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 midnight_us = dwt_board_fixture_at (0, 0, 0);
  DwdBoard *board = dwd_board_new (zone, dwt_board_fixture_now ());

  for (gsize i = 0; i < G_N_ELEMENTS (TECHNICIANS); i++)
    g_ptr_array_add (technicians, new_technician (&TECHNICIANS[i], i + 1, midnight_us));
  dwd_board_take_technicians (board, g_steal_pointer (&technicians));

  for (gsize i = 0; i < G_N_ELEMENTS (TECHNICIANS); i++)
    {
      g_autofree char *name = g_strdup_printf ("HR-EMP-%05d", (int) i + 1);

      set_day (board, &TECHNICIANS[i], name, midnight_us);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (JOBS); i++)
    g_ptr_array_add (jobs, new_job (&JOBS[i], midnight_us));
  dwd_board_take_jobs (board, g_steal_pointer (&jobs));
  dwd_board_set_loading (board, FALSE);

  return board;
}

typedef struct
{
  const char *name;
  const char *label;
  const char *detail;
  const char *message;
  DwdVerb verb;
  DwdLane lane;
  DwdOperationState state;
  DwdFailure failure;
  guint tries;
  gint64 age_us;
  gint64 next_try_us;              /* from now; -1: none */
} OperationRow;

static const OperationRow OPERATIONS[] = {
  { "JOB-2026-00209", "Pump replacement", "Ruslan Kim", "", DWD_VERB_ASSIGN, DWD_LANE_CRITICAL,
    DWD_OPERATION_SENDING, DWD_FAILURE_NONE, 1, 44 * SECOND, -1 },
  { "JOB-2026-00118", "Radiator leak", "Timur Akhmetov", "118 is En Route, a reason is needed",
    DWD_VERB_ASSIGN, DWD_LANE_CRITICAL, DWD_OPERATION_FAILED, DWD_FAILURE_INVALID, 1, 6 * MINUTE, -1 },
  { "JOB-2026-00219", "Boiler service", "2026-11-24T09:00:00Z", "", DWD_VERB_RESCHEDULE,
    DWD_LANE_CRITICAL, DWD_OPERATION_WAITING, DWD_FAILURE_TIMEOUT, 2, 9 * MINUTE, 250 * SECOND },
  { "JOB-2026-00209", "Pump replacement", "Cancelled", "", DWD_VERB_SET_STATUS, DWD_LANE_CRITICAL,
    DWD_OPERATION_BLOCKED, DWD_FAILURE_NONE, 0, 2 * MINUTE, -1 },
  { "JOB-2026-00123", "Boiler service", "", "", DWD_VERB_EDIT, DWD_LANE_CRITICAL,
    DWD_OPERATION_CONFLICT, DWD_FAILURE_CONFLICT, 1, 2 * MINUTE, -1 },
  { "NOTIF-00012", "193 is late", "", "", DWD_VERB_READ_NOTIFICATION, DWD_LANE_DEFAULT,
    DWD_OPERATION_WAITING, DWD_FAILURE_NONE, 0, 1 * MINUTE, -1 },
};

GListStore *
dwt_board_fixture_new_queue (void)
{
  GListStore *queue = g_list_store_new (DWD_TYPE_OPERATION);
  gint64 now_us = dwt_board_fixture_now ();

  for (gsize i = 0; i < G_N_ELEMENTS (OPERATIONS); i++)
    {
      const OperationRow *row = &OPERATIONS[i];
      g_autofree char *op_id = g_strdup_printf ("0f0e0d0c-0b0a-4908-8706-0504030201%02d", (int) i);
      DwdOperationFields fields = {
        .seq = i + 1,
        .op_id = op_id,
        .doctype = row->verb == DWD_VERB_READ_NOTIFICATION ? DWD_DOCTYPE_NOTIFICATION : DWD_DOCTYPE_DISPATCH_JOB,
        .name = row->name,
        .label = row->label,
        .detail = row->detail,
        .message = row->message,
        .data = "{}",
        .kind = DWD_OP_UPDATE,
        .verb = row->verb,
        .lane = row->lane,
        .state = row->state,
        .failure = row->failure,
        .tries = row->tries,
        .created_us = now_us - row->age_us,
        .next_try_us = row->next_try_us < 0 ? DWD_TIME_NONE : now_us + row->next_try_us,
      };
      g_autoptr (DwdOperation) operation = dwd_operation_new (&fields);

      g_list_store_append (queue, operation);
    }

  return queue;
}

GPtrArray *
dwt_board_fixture_new_history (void)
{
  GPtrArray *history = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (history, dwd_history_entry_new (DWD_HISTORY_STATUS, dwt_board_fixture_at (0, 10, 40),
                                                   "Ana Sadykova", "Unassigned", TRUE));
  g_ptr_array_add (history, dwd_history_entry_new (DWD_HISTORY_RESCHEDULED, dwt_board_fixture_at (0, 10, 24),
                                                   "Ben Sultanov", "2026-11-24 11:20", FALSE));
  g_ptr_array_add (history, dwd_history_entry_new (DWD_HISTORY_EDITED, dwt_board_fixture_at (0, 10, 21),
                                                   "Ben Sultanov", "", FALSE));
  g_ptr_array_add (history, dwd_history_entry_new (DWD_HISTORY_CREATED, dwt_board_fixture_at (0, 10, 20),
                                                   "", "", FALSE));

  return history;
}

DwdSyncStatus *
dwt_board_fixture_new_status (DwdSyncState state)
{
  DwdSyncStatus *status = dwd_sync_status_new ();
  DwdSyncStatusFields fields = {
    .state = state,
    .failure = state == DWD_SYNC_OFFLINE ? DWD_FAILURE_OFFLINE : DWD_FAILURE_NONE,
    .since_us = dwt_board_fixture_at (0, 9, 58),
    .last_heard_us = state == DWD_SYNC_LIVE ? dwt_board_fixture_now () - 4 * SECOND : dwt_board_fixture_at (0, 9, 58),
    .next_try_us = state == DWD_SYNC_OFFLINE ? dwt_board_fixture_now () + 18 * SECOND : DWD_TIME_NONE,
    .queued = state == DWD_SYNC_LIVE ? 2 : 7,
    .pull_total = 8,
    .pull_done = 2,
    .pulled = 4000,
  };

  dwd_sync_status_update (status, &fields);

  return status;
}
