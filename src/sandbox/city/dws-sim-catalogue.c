/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-sim-catalogue.h"

static const DwsSimWork works[] = {
  { "Server-room AC down, no cooling", "Repair", "HVAC", 3, "F-gas", 60, 90, TRUE, "R410A cylinder" },
  { "AC filter swap", "Maintenance", "HVAC", 2, NULL, 30, 45, FALSE, "Filter G4" },
  { "Heat pump fault", "Repair", "HVAC", 3, "F-gas", 50, 90, TRUE, "Fan capacitor" },
  { "Chiller leak", "Repair", "HVAC", 4, "F-gas", 60, 100, TRUE, "Brazing rod" },
  { "Fan coil noise", "Repair", "HVAC", 2, NULL, 35, 60, FALSE, "Bearing" },
  { "Duct balancing", "Installation", "HVAC", 3, NULL, 60, 95, FALSE, NULL },
  { "VRF commissioning", "Installation", "HVAC", 4, "F-gas", 80, 120, FALSE, NULL },
  { "Thermostat relocation", "Installation", "Controls", 2, NULL, 35, 50, FALSE, "Thermostat" },
  { "BMS sensor replacement", "Repair", "Controls", 3, NULL, 35, 60, FALSE, "NTC sensor" },
  { "Humidifier service", "Maintenance", "Controls", 2, NULL, 40, 60, FALSE, "Steam cylinder" },
  { "Heating circuit cold", "Repair", "Boilers", 3, NULL, 45, 75, TRUE, "Circulation pump" },
  { "Annual boiler service", "Maintenance", "Boilers", 3, "Gas safety", 50, 70, FALSE, "Burner gasket" },
  { "Boiler flue check", "Inspection", "Boilers", 3, "Gas safety", 30, 45, FALSE, NULL },
  { "No heating, two flats", "Repair", "Boilers", 3, NULL, 50, 80, TRUE, "Expansion vessel" },
  { "Radiator bleed, stairwell", "Maintenance", "Boilers", 2, NULL, 40, 65, FALSE, NULL },
  { "Burner tuning", "Maintenance", "Boilers", 4, "Gas safety", 50, 75, FALSE, NULL },
  { "Gas smell in boiler room", "Emergency", "Gas", 3, "Gas safety", 35, 70, TRUE, "Gas valve" },
  { "Gas stove connection", "Installation", "Gas", 3, "Gas safety", 35, 50, FALSE, "Flexible hose" },
  { "Gas leak test", "Inspection", "Gas", 3, "Gas safety", 30, 45, FALSE, NULL },
  { "Leaking riser", "Repair", "Plumbing", 3, NULL, 45, 80, TRUE, "Repair clamp" },
  { "Blocked drain", "Repair", "Plumbing", 2, NULL, 30, 60, TRUE, NULL },
  { "Water heater installation", "Installation", "Plumbing", 3, NULL, 60, 100, FALSE, "Safety group" },
  { "Toilet cistern leak", "Repair", "Plumbing", 2, NULL, 30, 40, FALSE, "Fill valve" },
  { "Riser valve replacement", "Repair", "Plumbing", 3, NULL, 45, 70, FALSE, "Ball valve" },
  { "Shower mixer replacement", "Repair", "Plumbing", 2, NULL, 35, 55, FALSE, "Mixer cartridge" },
  { "Tap aerators, kitchen", "Maintenance", "Plumbing", 1, NULL, 30, 35, FALSE, "Aerator" },
  { "Pump replacement", "Repair", "Plumbing", 3, NULL, 55, 85, FALSE, "Pump seal" },
  { "Tripping RCD, third floor", "Repair", "Electrical", 3, "Electrical IV", 40, 70, TRUE, "RCD 30 mA" },
  { "Panel upgrade", "Installation", "Electrical", 4, "Electrical IV", 80, 120, FALSE, "Breaker C16" },
  { "Socket replacement", "Repair", "Electrical", 2, NULL, 30, 50, FALSE, "Socket" },
  { "Lighting circuit fault", "Repair", "Electrical", 3, "Electrical IV", 40, 70, FALSE, "LED driver" },
  { "EV charger check", "Inspection", "Electrical", 3, "Electrical IV", 40, 60, FALSE, NULL },
  { "Emergency lights test", "Inspection", "Electrical", 2, NULL, 45, 75, FALSE, "Battery pack" },
  { "UPS battery replacement", "Maintenance", "Electrical", 3, NULL, 45, 70, FALSE, "Battery 12 V" },
  { "Intercom repair", "Repair", "Electrical", 2, NULL, 30, 50, FALSE, NULL },
  { "Cold room alarm", "Emergency", "Refrigeration", 3, "F-gas", 45, 80, TRUE, "Door gasket" },
  { "Compressor check", "Maintenance", "Refrigeration", 3, "F-gas", 45, 70, FALSE, NULL },
  { "Display fridge not cooling", "Repair", "Refrigeration", 3, "F-gas", 45, 75, FALSE, "Thermostat" },
};

static const DwsSimTrade trades[] = {
  { { "HVAC", "Refrigeration", "Controls" }, { "F-gas", NULL }, "HVAC technician" },
  { { "Plumbing", "Boilers", NULL }, { NULL, NULL }, "Plumber" },
  { { "Electrical", "Controls", NULL }, { "Electrical IV", NULL }, "Electrician" },
  { { "Boilers", "Gas", "Plumbing" }, { "Gas safety", NULL }, "Heating engineer" },
  { { "Refrigeration", "HVAC", NULL }, { "F-gas", NULL }, "Refrigeration technician" },
  { { "Electrical", "HVAC", NULL }, { "Electrical IV", "F-gas" }, "Building technician" },
};

static const char *first_names[] = {
  "Svetlana", "Timur", "Madina", "Yerlan", "Ruslan", "Bekzat", "Daniyar", "Aigerim", "Arman", "Oleg",
  "Dias", "Zarina", "Nikita", "Aliya", "Marat", "Yuliya", "Sanzhar", "Dinara", "Viktor", "Gulnara",
  "Askar", "Elena", "Nurlan", "Kamila", "Pavel", "Saule", "Alibek", "Irina", "Temirlan", "Asel",
};

static const char *last_names[] = {
  "Orlova", "Akhmetov", "Ospanova", "Zhumabay", "Kim", "Tulegenov", "Seitkali", "Nurlan", "Iskakov",
  "Petrenko", "Kaliyev", "Bekova", "Volkov", "Zhaksy", "Dzhaksybekov", "Pak", "Abenov", "Rakhim",
  "Smirnov", "Omarova", "Baimukhan", "Sokolova", "Yessimov", "Li", "Karpov", "Tasbulat", "Mukhamed",
  "Kuznetsova", "Amirov", "Serikbay", "Ivanova", "Kozhakhmet", "Morozov", "Aubakir", "Weber",
};

/**
 * dws_sim_get_works:
 * @n_works: (out): how many
 *
 * Returns: (array length=n_works): the kinds of work that customers ask for
 */
const DwsSimWork *
dws_sim_get_works (gsize *n_works)
{
  *n_works = G_N_ELEMENTS (works);

  return works;
}

const DwsSimTrade *
dws_sim_get_trades (gsize *n_trades)
{
  *n_trades = G_N_ELEMENTS (trades);

  return trades;
}

const char **
dws_sim_get_first_names (gsize *n_names)
{
  *n_names = G_N_ELEMENTS (first_names);

  return first_names;
}

const char **
dws_sim_get_last_names (gsize *n_names)
{
  *n_names = G_N_ELEMENTS (last_names);

  return last_names;
}
